package mask

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"

	"handrail/internal/notelines"
)

type lineOut struct {
	ID       json.RawMessage `json:"id"`
	Masked   string          `json:"masked"`
	Findings []Finding       `json:"findings"`
}

// Lines masks notes as JSON, one a line, and writes one line for each, in order. Offsets count the bytes of the text
// in UTF-8 after decoding, where a lone surrogate or an invalid byte has become U+FFFD. At a line that it cannot read it
// stops writing and returns notelines.Mistakes; the lines before it have been written.
func (m *Masker) Lines(r io.Reader, w io.Writer) error {
	out := bufio.NewWriter(w)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	err := notelines.Each(r, func(n notelines.Note) error {
		result := m.Mask(n.Text)
		if result.Findings == nil {
			result.Findings = []Finding{}
		}
		return encoder.Encode(lineOut{n.ID, result.Masked, result.Findings})
	})
	if flushed := out.Flush(); flushed != nil {
		return fmt.Errorf("write masked notes: %w", flushed)
	}
	return err
}
