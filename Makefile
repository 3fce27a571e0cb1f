# Créneau. `make run` builds and starts it with the sample town hall; `make test` builds and passes every test.

SHELL := /bin/bash
SWIFT ?= swift
PYTHON := .build/venv/bin/python
PROGRAM := .build/release/creneau
IMPORT_CHECK := --explicit-target-dependency-import-check error

.PHONY: deb man help setup setup-test setup-deb setup-interop build run test unit check format lint check-release soak oracle interop bench bench-caldav clean

help:
	@echo "make run        build in release mode and serve the sample town hall on 127.0.0.1:8080, data under ./var"
	@echo "make build      release build: .build/release/creneau"
	@echo "make test       every test, end-to-end ones with real calendar clients included"
	@echo "make check      formatting, import, size and word lints, make test, check-release (what .ci/run calls)"
	@echo "make check-release  type-checks our targets as a release build sees them, in half a minute"
	@echo "make soak       the randomised tests at full size"
	@echo "make oracle     new random recurrence rules against python-dateutil and libical"
	@echo "make interop    other people's suites, Thunderbird and Cyrus; writes Tests/Interop/RESULTS.md; ONLY='tester litmus'"
	@echo "make bench      measures; ONLY='one.*' a part; RESULTS=1 writes Benchmarks/RESULTS.md"
	@echo "make bench-caldav measures CalDAV beside Radicale and Cyrus; RESULTS=1 writes Benchmarks/CalDAV/RESULTS.md"
	@echo "make deb        a Debian package in .build, with the unit, the manual page and completions"
	@echo "make man        the manual page: .build/man/creneau.1"
	@echo "make format     formats the sources in place"
	@echo "make setup      installs the system packages that running needs and that are missing"
	@echo "make setup-test installs what the tests need besides: calendar clients, python packages"

setup:
	@.ci/setup-packages .ci/packages.txt

setup-test: setup setup-deb
	@.ci/setup-packages .ci/packages-test.txt
	@.ci/setup-python

setup-deb:
	@.ci/setup-packages .ci/packages-deb.txt

setup-interop: setup-test
	@.ci/setup-packages .ci/packages-interop.txt
	@.ci/setup-interop

build: setup $(PROGRAM)

# Planning a build that has nothing to do takes seconds: only what changed is built.
$(PROGRAM): $(shell find Package.swift Sources Schema -type f -not -path '*.docc/*')
	$(SWIFT) build -c release --product creneau $(IMPORT_CHECK)
	@touch $@

run: build
	$(PROGRAM) serve --data var --listen 127.0.0.1:8080 --from Samples/townhall/townhall.yaml

# One debug build; the end-to-end tests start the `creneau` that it made.
test: setup-test
	$(SWIFT) build --build-tests $(IMPORT_CHECK)
	$(SWIFT) test --skip-build --disable-xctest

# Without the calendar clients: quick, while writing code.
unit: setup
	$(SWIFT) build --build-tests $(IMPORT_CHECK)
	$(SWIFT) test --skip-build --disable-xctest --skip EndToEndTests

lint:
	@.ci/lint-format
	@.ci/lint-imports
	@.ci/lint-sizes
	@.ci/lint-words

check: lint test
	@.ci/lint-release

# What only a release build refuses, in half a minute instead of ten.
check-release: setup
	$(SWIFT) build $(IMPORT_CHECK)
	@.ci/lint-release

format:
	$(SWIFT) format format --in-place --parallel --recursive --configuration .swift-format Package.swift Sources Tests \
		Benchmarks/Package.swift Benchmarks/CoreBenchmarks

soak: setup-test
	$(SWIFT) build --build-tests $(IMPORT_CHECK)
	CRENEAU_SOAK=1 $(SWIFT) test --skip-build --disable-xctest

oracle: setup-test
	$(PYTHON) Tests/Oracles/recurrence_oracle.py run

# Against the debug build. All suites write the page of results; ONLY names some of them, and writes nothing.
interop: setup-interop
	$(SWIFT) build --product creneau $(IMPORT_CHECK)
	.build/venv-interop/bin/python Tests/Interop/interop.py $(ONLY)

# A package of its own, in release mode; of the program only the pure targets are built. ONLY is a pattern of names.
bench: setup
	cd Benchmarks && $(SWIFT) package --disable-sandbox --allow-writing-to-package-directory benchmark --no-progress \
		--format jmh --path .build/results $(if $(ONLY),--filter '$(ONLY)')
	Benchmarks/report.py $(if $(RESULTS),--write)

# The release build beside Radicale and Cyrus; OPTIONS='--sizes 1000' for a part.
bench-caldav: build setup-interop
	CRENEAU_BINARY=$(CURDIR)/$(PROGRAM) .build/venv-interop/bin/python Benchmarks/CalDAV/measure.py $(OPTIONS) $(if $(RESULTS),--write)

deb: build setup-deb
	.ci/build-deb $(PROGRAM) .build/creneau_$$($(PROGRAM) --version)_$$(dpkg --print-architecture).deb

man: build
	.ci/make-man $(PROGRAM) .build/man

clean:
	rm -rf .build/debug .build/release .build/*-linux-*
