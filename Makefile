# Handrail's chores. `make` lists them.

SHELL := /bin/bash
.DEFAULT_GOAL := help

OUT ?= bin/handrail
# golangci-lint may stand where `go install` put it.
LINT ?= $(shell command -v golangci-lint || echo "$$(go env GOPATH)/bin/golangci-lint")
LINT_VERSION := v2.15.0

# One binary that needs no library on the machine: SQLite is compiled in, and names are looked up in Go.
STATIC_TAGS := sqlite_omit_load_extension,netgo,osusergo
STATIC_LDFLAGS := -s -w -linkmode external -extldflags "-static"

.PHONY: help
help: ## list these chores
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | expand -t 16

.PHONY: check
check: ## everything that continuous integration runs (installs what it needs on Debian)
	@.ci/run

.PHONY: quick
quick: lint vet test ## lint, vet and test with what this machine has

.PHONY: lint
lint: ## the linters, each explained in .golangci.yml
	$(LINT) run ./...

.PHONY: vet
vet: ## go vet
	go vet ./...

.PHONY: test
test: ## all tests; those for PostgreSQL and Chromium where they are there
	go test ./...

.PHONY: golden
golden: ## draw the golden files again; read the difference as you would read prose
	go test ./views ./prompts ./mydata -update
	go test . -run EightWeeks -update
	git diff --stat -- '*testdata*'

.PHONY: playground
playground: ## a local Slack with a sample team, in the browser
	go run . playground

.PHONY: screenshots
screenshots: ## the README's pictures, taken from the playground in headless Chromium
	go test ./e2e -count=1 -run TestScreenshots -screenshots ../docs/pictures

.PHONY: bench
bench: ## accepting a note against a plain handler, figures over a million notes, ten o'clock: prints the ratios
	go test . ./storage ./handlers ./prompts -run '^$$' -bench . -benchmem -timeout 30m
	go test ./mask ./suggest -run '^$$' -bench 'Mask|Suggest' -benchmem

.PHONY: build
build: ## bin/handrail for this machine
	go build -trimpath -o $(OUT) .

.PHONY: static
static: ## bin/handrail that needs no library, as in the image
	CGO_ENABLED=1 go build -trimpath -tags '$(STATIC_TAGS)' -ldflags '$(STATIC_LDFLAGS)' -o $(OUT) .

.PHONY: linter
linter: ## install golangci-lint
	go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)
