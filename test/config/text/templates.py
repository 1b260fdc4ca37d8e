# Templates of the file's name and of the environment.
work_dir = './work_dirs/{{ fileBasenameNoExtension }}'
names = ['{{fileBasename}}', '{{ fileExtname }}', '{{  fileBasename  }}!']
quoted = {{'$SLIPWAY_TEST_NOT_SET:7.5'}}
word = '{{$SLIPWAY_TEST_NOT_SET:some/path}}/images'
untouched = '{ {a} } {{nothing}}'
twice = '{{$SLIPWAY_TEST_A:1}}{{$SLIPWAY_TEST_A:1}}{{$SLIPWAY_TEST_B:2}}'
