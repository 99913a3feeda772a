package prompts

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
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
	file  string
	line  int
	lines map[string]int // by field
}

// parse reads one file. An entry it cannot read is a mistake and is left out.
func parse(file string, data []byte) ([]entry, Mistakes) {
	doc, err := tree(data)
	if err != nil {
		return nil, Mistakes{{File: file, Found: firstLine(err), Expected: "YAML"}}
	}
	var entries []entry
	var found Mistakes
	for _, d := range doc.Docs {
		more, mistakes := parseList(file, d.Body)
		entries, found = append(entries, more...), append(found, mistakes...)
	}
	return entries, found
}

// tree turns a panic of the parser, which an odd file may cause, into an error.
func tree(data []byte) (file *ast.File, err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("it cannot be read")
		}
	}()
	return parser.ParseBytes(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), 0, parser.AllowDuplicateMapKey())
}

func parseList(file string, node ast.Node) ([]entry, Mistakes) {
	list, ok := node.(*ast.SequenceNode)
	if !ok {
		return nil, Mistakes{{File: file, Found: "no list", Expected: "a list of prompts, for example: - id: r2-less-alone"}}
	}
	var entries []entry
	var found Mistakes
	for _, node := range list.Values {
		e, mistakes := parseEntry(file, node)
		found = append(found, mistakes...)
		if len(mistakes) == 0 {
			entries = append(entries, e)
		}
	}
	return entries, found
}

func parseEntry(file string, node ast.Node) (entry, Mistakes) {
	e := entry{file: file, line: node.GetToken().Position.Line, lines: map[string]int{}}
	pairs := pairsOf(node)
	if len(pairs) == 0 {
		return e, Mistakes{{File: file, Line: e.line, Found: "no names with values", Expected: "the fields " + fields}}
	}
	e.line = pairs[0].Key.GetToken().Position.Line
	e.Settings = noSettings()
	into := e.fields()
	e.ID = idIn(pairs)
	var found Mistakes
	for _, p := range pairs {
		name := p.Key.GetToken().Value
		at := p.Key.GetToken().Position.Line
		f, known := into[name]
		switch {
		case !known:
			found = append(found, Mistake{File: file, Line: at, ID: e.ID, Found: "the name " + strconv.Quote(name), Expected: "one of " + fields})
			continue
		case e.lines[name] > 0:
			found = append(found, Mistake{File: file, Line: at, ID: e.ID, Found: strconv.Quote(name) + " a second time", Expected: "each name once"})
			continue
		}
		e.lines[name] = at
		if err := yaml.NodeToValue(p.Value, f.into); err != nil {
			m := e.mistake(name, "", f.expected)
			m.Found = strconv.Quote(p.Value.GetToken().Value)
			found = append(found, m)
		}
	}
	if e.Settings == nil {
		e.Settings = noSettings()
	}
	return e, found
}

// field is where a value goes, and what is expected of it.
type field struct {
	into     any
	expected string
}

func (e *entry) fields() map[string]field {
	const some = "a word or a sentence"
	return map[string]field{
		"id": {&e.ID, some}, "text": {&e.Text, "a question"}, "theme": {&e.Theme, some}, "sub_theme": {&e.SubTheme, some},
		"boundary": {&e.Boundary, some}, "settings": {&e.Settings, "a list of settings, for example [crisis-house]"},
		"format": {&e.Format, some}, "step": {&e.Step, some}, "depth": {&e.Depth, "1, 2 or 3"}, "balance": {&e.Balance, some}, "status": {&e.Status, some},
	}
}

func pairsOf(node ast.Node) []*ast.MappingValueNode {
	switch n := node.(type) {
	case *ast.MappingNode:
		return n.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}
	}
	return nil
}

// idIn returns the id of an entry that may not be readable whole, or "".
func idIn(pairs []*ast.MappingValueNode) string {
	for _, p := range pairs {
		var id string
		if p.Key.GetToken().Value == "id" && yaml.NodeToValue(p.Value, &id) == nil {
			return id
		}
	}
	return ""
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
