package suggest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"

	"handrail/peerwork"
)

// LineError says which line of the input could not be read, counted from 1. It repeats nothing of the line.
type LineError struct {
	Line int
	Want string
}

// Error names the line and what was expected there.
func (e *LineError) Error() string { return fmt.Sprintf("line %d: want %s", e.Line, e.Want) }

const wantLine = `one JSON object such as {"id":"n1","text":"We talked on the bench."}`

type noteLine struct {
	ID   json.RawMessage `json:"id"`
	Text *string         `json:"text"`
}

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
// cannot read it stops with a *LineError; the lines before it have been written.
func (s *Suggester) Lines(r io.Reader, w io.Writer) error {
	in, out := bufio.NewReader(r), bufio.NewWriter(w)
	err := s.copyLines(in, out)
	if flushed := out.Flush(); flushed != nil {
		return fmt.Errorf("write suggestions: %w", flushed)
	}
	return err
}

func (s *Suggester) copyLines(in *bufio.Reader, out *bufio.Writer) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for number := 1; ; number++ {
		line, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return nil
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read line %d of the notes: %w", number, err)
		}
		note, err := readNoteLine(line, number)
		if err != nil {
			return err
		}
		if err := encoder.Encode(codesLine{ID: note.ID, Codes: s.codesFor(*note.Text)}); err != nil {
			return fmt.Errorf("write the suggestions for line %d: %w", number, err)
		}
	}
}

func readNoteLine(line []byte, number int) (noteLine, error) {
	var note noteLine
	switch err := json.Unmarshal(line, &note); {
	case len(bytes.TrimSpace(line)) == 0:
		return note, &LineError{number, wantLine + ", found an empty line"}
	case err != nil:
		return note, &LineError{number, wantLine + ", found something else"}
	case !isStringOrNumber(note.ID):
		return note, &LineError{number, wantLine + `, found no "id" that is a string or a number`}
	case note.Text == nil:
		return note, &LineError{number, wantLine + `, found no "text"`}
	}
	return note, nil
}

func isStringOrNumber(id json.RawMessage) bool {
	return len(id) > 0 && (id[0] == '"' || id[0] == '-' || id[0] >= '0' && id[0] <= '9')
}

func (s *Suggester) codesFor(text string) []codeScore {
	codes := []codeScore{}
	for _, suggestion := range s.Suggest(text) {
		codes = append(codes, codeScore{suggestion.Code, math.Round(1000*suggestion.Score) / 1000})
	}
	return codes
}
