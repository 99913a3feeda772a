package suggest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"

	"handrail/internal/notelines"
	"handrail/peerwork"
)

type codesLine struct {
	ID    json.RawMessage `json:"id"`
	Codes []codeScore     `json:"codes"`
}

type codeScore struct {
	Code  peerwork.Code `json:"code"`
	Score float64       `json:"score"`
}

// Lines reads notes as JSON lines {"id","text"} and writes {"id","codes":[{"code","score"}]}, a line for a line in the
// same order, with [] where nothing is suggested. The id is a string or a number and comes back as it was. At a line that it
// cannot read it stops writing and returns notelines.Mistakes; the lines before it have been written.
func (s *Suggester) Lines(r io.Reader, w io.Writer) error {
	out := bufio.NewWriter(w)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	err := notelines.Each(r, func(n notelines.Note) error {
		return encoder.Encode(codesLine{ID: n.ID, Codes: s.codesFor(n.Text)})
	})
	if flushed := out.Flush(); flushed != nil {
		return fmt.Errorf("write suggestions: %w", flushed)
	}
	return err
}

func (s *Suggester) codesFor(text string) []codeScore {
	codes := []codeScore{}
	for _, suggestion := range s.Suggest(text) {
		codes = append(codes, codeScore{suggestion.Code, math.Round(1000*suggestion.Score) / 1000})
	}
	return codes
}
