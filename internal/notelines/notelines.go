// Package notelines reads notes as JSON lines, as `handrail suggest` and `handrail mask` take them. Of lines that cannot be
// read it says where they are and what was found, and repeats none of their words.
package notelines

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Longest is how long a line may be. A note has a few thousand characters.
const Longest = 4 << 20

// most is how many mistakes are named at once.
const most = 20

// Example is a line as it should be.
const Example = `{"id": "n1", "text": "We talked on the bench."}`

// Note is one line. The id is a string or a number, as it was written.
type Note struct {
	ID   json.RawMessage
	Text string
}

// Mistake is a line that could not be read.
type Mistake struct {
	Line  int // from 1
	Found string
}

// Mistakes are the first lines that could not be read, up to 20 of them.
type Mistakes []Mistake

// Error names each line, one on each line.
func (ms Mistakes) Error() string {
	lines := make([]string, len(ms))
	for i, m := range ms {
		lines[i] = fmt.Sprintf("line %d: found %s; expected one JSON object; for example %s", m.Line, m.Found, Example)
	}
	return strings.Join(lines, "\n")
}

// Each calls do with every note, in order. From the first line that it cannot read, it only looks for more of them, and
// returns them as Mistakes. A mark of the byte order before the first line is passed over.
func Each(r io.Reader, do func(Note) error) error {
	in := bufio.NewReader(r)
	if mark, _ := in.Peek(3); bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		_, _ = in.Discard(3)
	}
	var mistakes Mistakes
	for number := 1; len(mistakes) < most; number++ {
		line, err := readLine(in)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("read line %d of the notes: %w", number, err)
		}
		note, found := parse(line)
		switch {
		case found != "":
			mistakes = append(mistakes, Mistake{number, found})
		case len(mistakes) == 0:
			if err := do(note); err != nil {
				return fmt.Errorf("line %d: %w", number, err)
			}
		}
	}
	if len(mistakes) > 0 {
		return mistakes
	}
	return nil
}

// readLine returns the next line. Of one that is too long it keeps just enough to see that, and passes over the rest.
func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		if len(line) <= Longest {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && len(line) > 0:
			return line, nil
		}
		return line, err
	}
}

// parse reads a line, and says what was found in the place of a note.
func parse(line []byte) (Note, string) {
	var fields struct {
		ID   json.RawMessage `json:"id"`
		Text *string         `json:"text"`
	}
	var kind *json.UnmarshalTypeError
	if len(line) > Longest {
		return Note{}, "a line longer than 4 MiB"
	}
	switch err := json.Unmarshal(line, &fields); {
	case len(bytes.TrimSpace(line)) == 0:
		return Note{}, "an empty line"
	case errors.As(err, &kind) && kind.Field != "":
		return Note{}, fmt.Sprintf("%q that is a %s", kind.Field, kind.Value)
	case errors.As(err, &kind):
		return Note{}, "JSON that is no object"
	case err != nil:
		return Note{}, "no JSON"
	case !isStringOrNumber(fields.ID):
		return Note{}, `no "id" that is a string or a number`
	case fields.Text == nil:
		return Note{}, `no "text"`
	}
	return Note{fields.ID, *fields.Text}, ""
}

func isStringOrNumber(id json.RawMessage) bool {
	return len(id) > 0 && (id[0] == '"' || id[0] == '-' || id[0] >= '0' && id[0] <= '9')
}
