package suggest

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"

	"handrail/peerwork"
)

//go:embed examples.jsonl
var exampleFile []byte

//go:embed lexicon.txt
var lexiconFile string

// Example is an invented note and the codes that fit it; none for a note that fits nothing.
type Example struct {
	ID    string          `json:"id"`
	Codes []peerwork.Code `json:"codes"`
	Text  string          `json:"text"`
}

// Examples returns the notes the suggester learns from.
func Examples() ([]Example, error) { return readExamples("examples", exampleFile) }

func readExamples(what string, file []byte) ([]Example, error) {
	var examples []Example
	for i, line := range bytes.Split(bytes.TrimSpace(file), []byte("\n")) {
		var e Example
		if err := json.Unmarshal(line, &e); err != nil {
			return nil, fmt.Errorf("read line %d of the %s: %w", i+1, what, err)
		}
		if err := checkCodes(e.Codes); err != nil {
			return nil, fmt.Errorf("read line %d of the %s: %w", i+1, what, err)
		}
		examples = append(examples, e)
	}
	return examples, nil
}

func checkCodes(codes []peerwork.Code) error {
	known := suggestable()
	for _, c := range codes {
		if !slices.Contains(known, c) {
			return fmt.Errorf("want codes of the coding frame, found %q", c)
		}
	}
	return nil
}

// suggestable returns the codes in the order of the frame.
func suggestable() []peerwork.Code {
	var codes []peerwork.Code
	for _, s := range peerwork.SubThemes() {
		codes = append(codes, s.Code)
	}
	return codes
}
