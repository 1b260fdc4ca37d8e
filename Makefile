# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# The everyday commands. `make` lists them; CMake does the work.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.SUFFIXES:
.PHONY: help deps backends configure program build all demo test check conformance bench fuzz install wheel deb asan sanitize dev format tidy clean

BUILD ?= build
PREFIX ?= $(BUILD)/prefix
SECONDS ?= 60
JOBS ?= $(shell tools/jobs)
CMAKE_ARGS ?=
SLIPWAY := $(BUILD)/bin/slipway

DEMO_CONFIG := configs/mmpose/pose-detection_yolox-pose_onnxruntime_dynamic.py
DEMO_MODEL := demo/yoloxpose-nano/model_cfg.py demo/yoloxpose-nano/checkpoint.pth
DEMO_IMAGES := $(addprefix demo/scenes/images/,000000100047.jpg 000000100001.jpg 000000100025.jpg)
DEMO_DIR := $(BUILD)/demo
# A detector, and a top-down model that runs on its boxes.
DEMO_DETECTOR := configs/mmdet/detection/detection_onnxruntime_dynamic.py demo/rtmdet-nano/model_cfg.py demo/rtmdet-nano/checkpoint.pth
DEMO_POSE := configs/mmpose/pose-detection_simcc_onnxruntime_dynamic.py demo/rtmpose-nano/model_cfg.py demo/rtmpose-nano/checkpoint.pth
DEMO_STREET := test/data/street/images/000000200005.jpg

# Threads that spin while they wait cost far more than they gain where other processes run.
export OMP_WAIT_POLICY ?= passive

help:
	@echo 'make demo                  set up, build, and deploy the trained demo model to ONNX Runtime'
	@echo 'make test                  set up, build, and run all tests'
	@echo 'make check                 build, and run the tests that are quick'
	@echo 'make deps                  install what is missing of the dependencies (tools/setup)'
	@echo 'make backends              install what is missing of the optional backends, below .deps: OpenVINO, ncnn (95 MB to fetch)'
	@echo 'make build                 build/bin/slipway'
	@echo 'make install PREFIX=DIR    a folder that runs from anywhere'
	@echo 'make wheel                 dist/slipway-*.whl: the program with all its libraries, for pip (tools/try-wheel tries it)'
	@echo 'make deb                   dist/slipway_*.deb: a package for this Debian (tools/try-deb tries it)'
	@echo 'make conformance           compare with the real OpenMMLab libraries (Python 3.11, about 3 GB of packages): a third of all configs'
	@echo 'make conformance all       the same with every config of the families (many hours); QUICK=1: with one of each kind'
	@echo 'make bench                 time, processor time and memory of a deployment, step by step'
	@echo 'make fuzz SECONDS=60       feed the readers of files broken input'
	@echo 'make asan                  build and test with AddressSanitizer and UndefinedBehaviorSanitizer'
	@echo 'make sanitize              the SDK alone with ThreadSanitizer, AddressSanitizer and UndefinedBehaviorSanitizer (tools/sanitize)'
	@echo 'make dev                   build for a debugger, in build-dev/'
	@echo 'make format tidy clean     clang-format, clang-tidy, remove the build folders'
	@echo
	@echo 'Variables: JOBS=$(JOBS) CMAKE_ARGS= (more options for cmake, such as -DOnnxRuntime_ROOT=DIR or -DTorch_ROOT=DIR)'

deps:
	@tools/setup

backends: deps
	@tools/backends

configure: deps
	@mkdir -p $(BUILD) && cmake --preset release -B $(BUILD) $(CMAKE_ARGS) >$(BUILD)/configure.log 2>&1 || { cat $(BUILD)/configure.log; exit 1; }

# The program alone, without what only tests and benchmarks need.
program: configure
	@cmake --build $(BUILD) -j $(JOBS) --target slipway

build: configure
	@cmake --build $(BUILD) -j $(JOBS) --target slipway_everything

all: configure
	@cmake --build $(BUILD) -j $(JOBS)

demo: program
	$(SLIPWAY) deploy $(DEMO_CONFIG) $(DEMO_MODEL) $(firstword $(DEMO_IMAGES)) $(addprefix --test-img ,$(DEMO_IMAGES)) \
	  --work-dir $(DEMO_DIR) --dump-info
	@echo
	@echo 'A detector, and poses in its boxes:'
	@set -o pipefail; $(SLIPWAY) deploy $(DEMO_DETECTOR) $(DEMO_STREET) --work-dir $(DEMO_DIR)-detector --dump-info --log-level WARNING | tail -1
	@set -o pipefail; $(SLIPWAY) deploy $(DEMO_POSE) $(DEMO_STREET) --detector $(DEMO_DIR)-detector --work-dir $(DEMO_DIR)-topdown --dump-info --log-level ERROR | tail -1
	@echo
	@echo 'The model directories are $(DEMO_DIR), $(DEMO_DIR)-detector and $(DEMO_DIR)-topdown. Pictures of what the models find:'
	@ls $(DEMO_DIR)/*.jpg $(DEMO_DIR)-topdown/output_*.jpg

# The tests of a backend that cannot be had are skipped, and say why.
test: deps
	@tools/backends || echo 'going on without the backends that are missing'
	@$(MAKE) --no-print-directory all
	@rm -rf $(BUILD)/matrix $(BUILD)/test/deployments
	@set -o pipefail; SLIPWAY_MATRIX_DIR=$(abspath $(BUILD))/matrix ctest --test-dir $(BUILD) --output-on-failure --no-tests=error \
	  -j $(JOBS) | tee $(BUILD)/ctest.log; status=$$?; \
	  echo; cat $(BUILD)/matrix/*.txt; tools/skipped-tests $(BUILD)/Testing/Temporary/LastTest.log; echo; grep -A1 'tests passed' $(BUILD)/ctest.log; exit $$status

# After a small edit: what can be told in a few minutes. The end-to-end tests that deploy a model in every way come with `make test`.
check: deps
	@$(MAKE) --no-print-directory all
	@rm -rf $(BUILD)/test/deployments
	@ctest --test-dir $(BUILD) --output-on-failure --no-tests=error -LE slow -j $(JOBS) --progress

conformance: all
	@tools/conformance/run $(if $(ALL)$(filter all,$(MAKECMDGOALS)),--all,$(if $(QUICK),--quick)) $(SLIPWAY)

bench: all
	@bench/deploy/run $(SLIPWAY)
	@bench/test/run $(SLIPWAY) $(BUILD)/bin/bare_session
	@bench/detector/run $(SLIPWAY) $(BUILD)/bin/bare_session
	@bench/evaluate/run $(SLIPWAY) $(if $(wildcard $(BUILD)/conformance-venv/bin/python),--python $(BUILD)/conformance-venv/bin/python)

fuzz: deps
	@tools/fuzz $(SECONDS)

install: build
	@cmake --install $(BUILD) --prefix $(PREFIX) >/dev/null
	@echo 'installed: $(PREFIX)/bin/slipway'

wheel: program
	@tools/make-wheel $(BUILD)

deb: program
	@tools/make-deb $(BUILD)

asan: deps
	@cmake --preset asan $(CMAKE_ARGS) >/dev/null
	@cmake --build build-asan -j $(JOBS)
	@UBSAN_OPTIONS="halt_on_error=1 print_stacktrace=1" ctest --test-dir build-asan --output-on-failure --no-tests=error -j $(JOBS)

sanitize: deps
	@tools/sanitize

dev: deps
	@cmake --preset dev $(CMAKE_ARGS) >/dev/null
	@cmake --build build-dev -j $(JOBS)

SOURCES = $(shell git ls-files '*.cc' '*.h')
format:
	@clang-format -i $(SOURCES)

tidy: configure
	@run-clang-tidy -quiet -p $(BUILD) -j $(JOBS) '$(CURDIR)/(src|bench|test)/.*'

clean:
	rm -rf build build-dev build-asan build-asan-sdk build-tsan-sdk build-fuzz
