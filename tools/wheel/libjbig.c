// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Stands in for JBIG-KIT in a wheel: its licence is the GPL, and JBIG is a way of packing faxes that hardly any TIFF uses. libtiff gets
// an error from it for those. The functions are those that libtiff calls.
enum { kNotThere = 0x10 };

int jbg_newlen(unsigned char *data, unsigned long size) {
  (void)data, (void)size;
  return kNotThere;
}
void jbg_dec_init(void *state) { (void)state; }
void jbg_dec_free(void *state) { (void)state; }
int jbg_dec_in(void *state, unsigned char *data, unsigned long size, unsigned long *used) {
  (void)state, (void)data, (void)size, (void)used;
  return kNotThere;
}
unsigned long jbg_dec_getsize(const void *state) {
  (void)state;
  return 0;
}
unsigned char *jbg_dec_getimage(const void *state, int plane) {
  (void)state, (void)plane;
  return 0;
}
const char *jbg_strerror(int error) {
  (void)error;
  return "JBIG is not part of this build";
}
void jbg_enc_init(void *state) { (void)state; }
void jbg_enc_out(void *state) { (void)state; }
void jbg_enc_free(void *state) { (void)state; }
