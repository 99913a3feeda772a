package mask

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Expected says what a line for Lines looks like.
const Expected = `{"id": "n1", "text": "the words of the note"}`

// LineError tells which line Lines could not read. It holds none of the line's words.
type LineError struct {
	Line  int // from 1
	Found string
}

// Error names the line, what was found and what was expected.
func (e *LineError) Error() string {
	return fmt.Sprintf("line %d: %s; expected a JSON object such as %s", e.Line, e.Found, Expected)
}

type lineIn struct {
	ID   json.RawMessage `json:"id"`
	Text *string         `json:"text"`
}

type lineOut struct {
	ID       json.RawMessage `json:"id"`
	Masked   string          `json:"masked"`
	Findings []Finding       `json:"findings"`
}

// Lines masks notes as JSON, one a line, and writes one line for each, in order. Offsets count the bytes of the text
// in UTF-8 after decoding, where a lone surrogate or an invalid byte has become U+FFFD. It stops at the first line
// it cannot read, with a *LineError.
func (m *Masker) Lines(r io.Reader, w io.Writer) error {
	in, out := bufio.NewReader(r), bufio.NewWriter(w)
	for number := 1; ; number++ {
		line, err := in.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read line %d: %w", number, err)
		}
		if len(line) == 0 {
			return flush(out)
		}
		if err := m.line(number, line, out); err != nil {
			return errors.Join(err, flush(out))
		}
	}
}

func flush(out *bufio.Writer) error {
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write masked notes: %w", err)
	}
	return nil
}

func (m *Masker) line(number int, line []byte, out io.Writer) error {
	var note lineIn
	if found := readLine(line, &note); found != "" {
		return &LineError{Line: number, Found: found}
	}
	result := m.Mask(*note.Text)
	if result.Findings == nil {
		result.Findings = []Finding{}
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(lineOut{note.ID, result.Masked, result.Findings}); err != nil {
		return fmt.Errorf("write line %d: %w", number, err)
	}
	return nil
}

// readLine decodes a line, and says what is wrong with it without its words.
func readLine(line []byte, note *lineIn) string {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch err := json.Unmarshal(line, note); {
	case errors.As(err, &syntax):
		return "not JSON"
	case errors.As(err, &kind) && kind.Field != "":
		return fmt.Sprintf("%q is a %s", kind.Field, kind.Value)
	case err != nil:
		return "not a JSON object"
	case note.ID == nil:
		return `no "id"`
	case note.Text == nil:
		return `no "text"`
	}
	return ""
}
