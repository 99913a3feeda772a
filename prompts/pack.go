package prompts

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"handrail/peerwork"
)

// Pack is what an organisation brings in a file: its own questions, and which of ours it does not want.
type Pack struct {
	Revision int  // as export wrote it; -1 when the file has none
	HasOff   bool // the file says which of ours are off; else those stay as they are
	Off      []string

	entries []entry
	offAt   map[string]int // the line of each id in Off
	file    string
}

// ReadPack reads a pack, named file in its messages: a list of prompts, as our own data files are, or "revision", "off"
// and "prompts". Of a prompt only id, text and what it is about are needed. What cannot be read is in the mistakes; the
// rest of the pack can still be checked.
func ReadPack(file string, content []byte) (Pack, Mistakes) {
	p := Pack{Revision: -1, file: file, offAt: map[string]int{}}
	doc, err := tree(content)
	if err != nil {
		return p, Mistakes{{File: file, Found: firstLine(err), Expected: "YAML"}}
	}
	if len(doc.Docs) != 1 || doc.Docs[0].Body == nil {
		return p, Mistakes{{File: file, Found: "no questions", Expected: "a list of them", Example: "- {id: own-tea, text: Who made the tea?, sub_theme: R1}"}}
	}
	body := doc.Docs[0].Body
	if _, isList := body.(*ast.SequenceNode); isList {
		return p, p.readPrompts(body)
	}
	return p, p.readNamed(body)
}

func (p *Pack) readNamed(body ast.Node) Mistakes {
	pairs := pairsOf(body)
	if len(pairs) == 0 {
		return Mistakes{{File: p.file, Found: "no list", Expected: "a list of prompts, or the names revision, off and prompts"}}
	}
	var found Mistakes
	for _, pair := range pairs {
		line := pair.Key.GetToken().Position.Line
		switch name := pair.Key.GetToken().Value; name {
		case "revision":
			if err := yaml.NodeToValue(pair.Value, &p.Revision); err != nil || p.Revision < 0 {
				found = append(found, Mistake{File: p.file, Line: line, Found: "a revision that is no number", Expected: "a number, as handrail prompts export writes it"})
			}
		case "off":
			found = append(found, p.readOff(pair.Value)...)
		case "prompts":
			found = append(found, p.readPrompts(pair.Value)...)
		default:
			found = append(found, Mistake{File: p.file, Line: line, Found: "the name " + strconv.Quote(name), Expected: "revision, off or prompts"})
		}
	}
	return found
}

func (p *Pack) readOff(node ast.Node) Mistakes {
	p.HasOff = true
	list, ok := node.(*ast.SequenceNode)
	if !ok {
		return Mistakes{{File: p.file, Line: node.GetToken().Position.Line, Found: "no list under off", Expected: "a list of ids of Handrail's questions", Example: "[r2-less-alone]"}}
	}
	for _, each := range list.Values {
		id := each.GetToken().Value
		p.Off = append(p.Off, id)
		p.offAt[id] = each.GetToken().Position.Line
	}
	return nil
}

func (p *Pack) readPrompts(node ast.Node) Mistakes {
	if _, empty := node.(*ast.NullNode); empty {
		return nil
	}
	entries, found := parseList(p.file, node)
	for i := range entries {
		entries[i].Prompt = WithDefaults(entries[i].Prompt)
	}
	p.entries = entries
	return found
}

// WithDefaults fills in what most questions have, where it was left out: a quick question to everybody, easy to
// answer, about what went well.
func WithDefaults(p Prompt) Prompt {
	if row, known := peerwork.LookupSubTheme(p.SubTheme); known {
		p.Theme = cmp.Or(p.Theme, row.Theme)
	}
	p.Format, p.Step, p.Depth = cmp.Or(p.Format, Quick), cmp.Or(p.Step, Notice), cmp.Or(p.Depth, 1)
	p.Balance, p.Status = cmp.Or(p.Balance, Strength), cmp.Or(p.Status, Active)
	if p.Settings == nil {
		p.Settings = noSettings()
	}
	return p
}

// Check returns everything that is wrong with a pack, and advice, beside the bank as the organisation has it now.
func (p Pack) Check(ours *Bank, changes peerwork.BankChanges) (Mistakes, error) {
	bank, err := ours.With(changes)
	if err != nil {
		return nil, err
	}
	found := check(p.entries)
	var before []Prompt
	for _, e := range p.entries {
		found = append(found, e.checkBeside(ours, bank, before)...)
		before = append(before, e.Prompt)
	}
	for _, id := range p.Off {
		if _, known := ours.ByID(id); !known {
			found = append(found, Mistake{File: p.file, Line: p.offAt[id], Found: strconv.Quote(id), Expected: "the id of one of Handrail's own questions", Example: "r2-less-alone"})
		}
	}
	slices.SortStableFunc(found, func(a, b Mistake) int { return cmp.Compare(a.Line, b.Line) })
	return found, nil
}

// checkBeside looks at what a prompt of an organisation's has beyond its fields: an id of its own, good words, and
// something of its own to ask. before are those that stand above it in the pack.
func (e entry) checkBeside(ours, bank *Bank, before []Prompt) Mistakes {
	found := wording(e)
	if _, taken := ours.ByID(e.ID); taken {
		found = append(found, e.mistake("id", e.ID, "an id of its own; one of Handrail's questions has this one"))
	}
	if _, version := lineage(e.ID); version > 1 {
		found = append(found, e.mistake("id", e.ID, "an id that does not end like -v2: Handrail makes those when a text changes"))
	}
	base, _ := lineage(e.ID)
	others := keep(bank.Active(), func(p Prompt) bool { b, _ := lineage(p.ID); return b != base })
	if same, is := alike(e.Prompt, append(others, before...)); is && e.Status == Active {
		m := e.mistake("text", "", "a question of its own")
		m.Found = fmt.Sprintf("nearly the same as %s: “%s”", same.ID, same.Text)
		found = append(found, m)
	}
	return found
}

var versioned = regexp.MustCompile(`^(.+)-v([0-9]{1,4})$`)

// lineage splits an id into the name a question keeps and the version of its words.
func lineage(id string) (name string, version int) {
	parts := versioned.FindStringSubmatch(id)
	if parts == nil {
		return id, 1
	}
	version, _ = strconv.Atoi(parts[2])
	return parts[1], version
}

// Added says what a pack, or a form, made of the bank.
type Added struct {
	New, Changed, Retired, Again int
}

// Into returns what applying the pack makes of an organisation's changes. Its questions are added; one whose words or
// fields differ from those it has becomes a new version, and the one before is retired. Questions that the pack does not
// name stay.
func (p Pack) Into(was peerwork.BankChanges, now time.Time) (peerwork.BankChanges, Added, error) {
	next := was.Clone()
	if p.HasOff {
		next.Off = slices.Clone(p.Off)
		slices.Sort(next.Off)
		next.Off = slices.Compact(next.Off)
	}
	var sum Added
	for _, e := range p.entries {
		if err := Put(&next, e.Prompt, now, &sum); err != nil {
			return was, sum, err
		}
	}
	return next, sum, nil
}

// Put adds a question to an organisation's changes: as it is where its id is new, else as a new version, if anything
// but its status differs. What people may have answered is never changed.
func Put(b *peerwork.BankChanges, p Prompt, now time.Time, sum *Added) error {
	name, _ := lineage(p.ID)
	newest, version := newestOf(*b, name)
	retired := p.Status == Retired
	p.ID = name
	if version > 1 {
		p.ID = fmt.Sprintf("%s-v%d", name, version)
	}
	o, err := Write(p)
	if err != nil {
		return err
	}
	switch {
	case version == 0:
		sum.New++
	case newest.Written == o.Written && newest.Retired == retired:
		return nil
	case newest.Written == o.Written:
		i := slices.IndexFunc(b.Own, func(own peerwork.OwnPrompt) bool { return own.ID == newest.ID })
		b.Own[i].Retired = retired
		if retired {
			sum.Retired++
		} else {
			sum.Again++
		}
		return nil
	default:
		b.Retire(newest.ID)
		p.ID = fmt.Sprintf("%s-v%d", name, version+1)
		if o, err = Write(p); err != nil {
			return err
		}
		sum.Changed++
	}
	o.Added = now
	b.Own = append(b.Own, o)
	return nil
}

// newestOf returns the newest version of a question, and its number; 0 where there is none.
func newestOf(b peerwork.BankChanges, name string) (newest peerwork.OwnPrompt, version int) {
	for _, o := range b.Own {
		if n, v := lineage(o.ID); n == name && v > version {
			newest, version = o, v
		}
	}
	return newest, version
}

// IsNewest reports whether that is the newest version of an organisation's question.
func IsNewest(b peerwork.BankChanges, id string) bool {
	name, _ := lineage(id)
	newest, version := newestOf(b, name)
	return version > 0 && newest.ID == id
}

// SameAsNewest reports whether the newest version of a question says what p says already.
func SameAsNewest(b peerwork.BankChanges, p Prompt) bool {
	name, _ := lineage(p.ID)
	newest, _ := newestOf(b, name)
	p.ID = newest.ID
	o, err := Write(p)
	return err == nil && o.Written == newest.Written && !newest.Retired
}

// CheckOne returns what is wrong with one question, and advice. A question with the name of another is that one, worded anew.
func CheckOne(ours *Bank, changes peerwork.BankChanges, p Prompt) (Mistakes, error) {
	bank, err := ours.With(changes)
	if err != nil {
		return nil, err
	}
	e := entry{Prompt: p}
	e.ID, _ = lineage(p.ID)
	return append(checkEntry(e), e.checkBeside(ours, bank, nil)...), nil
}

// packFile is a pack as it is written.
type packFile struct {
	Revision int       `yaml:"revision"`
	Off      []string  `yaml:"off,flow"`
	Prompts  []ownFile `yaml:"prompts"`
}

type ownFile struct {
	ID       string                `yaml:"id"`
	Text     string                `yaml:"text"`
	Theme    peerwork.Theme        `yaml:"theme,omitempty"`
	SubTheme peerwork.Code         `yaml:"sub_theme,omitempty"`
	Boundary peerwork.BoundaryCode `yaml:"boundary,omitempty"`
	Settings []peerwork.Setting    `yaml:"settings,flow,omitempty"`
	Format   Format                `yaml:"format"`
	Step     Step                  `yaml:"step"`
	Depth    int                   `yaml:"depth"`
	Balance  Balance               `yaml:"balance"`
	Status   Status                `yaml:"status"`
}

// ExportPack writes an organisation's changes as a pack that ReadPack reads back: of each question its newest version.
func ExportPack(b peerwork.BankChanges) ([]byte, error) {
	f := packFile{Revision: b.Revision, Off: b.Off, Prompts: []ownFile{}}
	for _, o := range b.Own {
		name, _ := lineage(o.ID)
		if newest, _ := newestOf(b, name); newest.ID != o.ID {
			continue
		}
		p, err := Written(o)
		if err != nil {
			return nil, err
		}
		p.ID = name
		f.Prompts = append(f.Prompts, ownFile(p))
	}
	if f.Off == nil {
		f.Off = []string{}
	}
	var out bytes.Buffer
	if err := yaml.NewEncoder(&out, yaml.IndentSequence(true)).Encode(f); err != nil {
		return nil, fmt.Errorf("write questions: %w", err)
	}
	return out.Bytes(), nil
}
