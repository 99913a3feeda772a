package prompts

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

//go:embed bank/*.yaml
var bankFiles embed.FS

// Bank is a set of valid prompts. It does not change after it is read, so it may be used from anywhere at once.
type Bank struct {
	prompts []Prompt
	byID    map[string]int
}

// Load returns Handrail's own bank. Its error is a Mistakes with everything that is wrong with the data files.
func Load() (*Bank, error) { return Read(bankFiles, "bank/*.yaml") }

// Read returns the bank in the YAML files of fsys that match the pattern, in the order of the files' names.
// When anything is wrong with them, the error is a Mistakes and there is no bank.
func Read(fsys fs.FS, pattern string) (*Bank, error) {
	files, err := fs.Glob(fsys, pattern)
	if err != nil {
		return nil, fmt.Errorf("look for prompts in %s: %w", pattern, err)
	}
	var entries []entry
	var found Mistakes
	for _, file := range files {
		data, err := fs.ReadFile(fsys, file)
		if err != nil {
			return nil, fmt.Errorf("read prompts: %w", err)
		}
		more, mistakes := parse(file, data)
		entries = append(entries, more...)
		found = append(found, mistakes...)
	}
	found = append(found, check(entries)...)
	if len(found) > 0 {
		return nil, found
	}
	return newBank(entries), nil
}

func newBank(entries []entry) *Bank {
	all := make([]Prompt, 0, len(entries))
	for _, e := range entries {
		all = append(all, e.Prompt)
	}
	return bankOf(all)
}

// All returns every prompt, retired ones too, in the order of the files.
func (b *Bank) All() []Prompt { return slices.Clone(b.prompts) }

// ByID returns a prompt, retired ones too, and whether there is one.
func (b *Bank) ByID(id string) (Prompt, bool) {
	i, ok := b.byID[id]
	if !ok {
		return Prompt{}, false
	}
	return b.prompts[i], true
}

// entry is a prompt and where it stands.
type entry struct {
	Prompt
	file string
	line int
}

// parse reads one file. An entry it cannot read is a mistake and is left out.
func parse(file string, data []byte) ([]entry, Mistakes) {
	doc, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, Mistakes{{File: file, Found: firstLine(err), Expected: "YAML"}}
	}
	var entries []entry
	var found Mistakes
	for _, d := range doc.Docs {
		list, ok := d.Body.(*ast.SequenceNode)
		if !ok {
			found = append(found, Mistake{File: file, Found: "no list", Expected: "a list of prompts, for example: - id: r2-less-alone"})
			continue
		}
		for _, node := range list.Values {
			e, mistake := parseEntry(file, node)
			if mistake != nil {
				found = append(found, *mistake)
				continue
			}
			entries = append(entries, e)
		}
	}
	return entries, found
}

func parseEntry(file string, node ast.Node) (entry, *Mistake) {
	e := entry{file: file, line: lineOf(node)}
	if err := yaml.NodeToValue(node, &e.Prompt, yaml.Strict()); err != nil {
		return entry{}, &Mistake{File: file, Line: e.line, ID: idOf(node), Found: firstLine(err), Expected: "the fields " + fields}
	}
	if e.Settings == nil {
		e.Settings = noSettings()
	}
	return e, nil
}

// lineOf returns the line of an entry's first key.
func lineOf(node ast.Node) int {
	if m, ok := node.(*ast.MappingNode); ok && len(m.Values) > 0 {
		return m.Values[0].Key.GetToken().Position.Line
	}
	return node.GetToken().Position.Line
}

// idOf returns the id of an entry that could not be read whole, or "".
func idOf(node ast.Node) string {
	var named struct {
		ID string `yaml:"id"`
	}
	if err := yaml.NodeToValue(node, &named); err != nil {
		return ""
	}
	return named.ID
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
