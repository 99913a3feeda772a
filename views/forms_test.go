package views_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"handrail/views"
)

// TestEveryFormSaysWhoReadsItAndWhereToTurn looks at every form there is: that nobody watches it, that the people who run
// the server or a court may get access, who reads it, when that is deleted, and, last, where to turn. Each stands once.
func TestEveryFormSaysWhoReadsItAndWhereToTurn(t *testing.T) {
	reads := regexp.MustCompile(`(?i)only (you|admins)|\bcan (read|see|open) |\bsees? (this|it|the)\b|two of you|two who met`)
	goes := regexp.MustCompile(`(?i)deleted? (the words|on|\d+ days)|words go|when (it|something) goes|\bgoes (when|after|\d+ days)|\bstays? (until|as)|until .*, and then forget|nothing .* is deleted|are kept|what (goes|stays)|delete the words now`)
	forms := 0
	for _, c := range cases(t) {
		form, ok := c.page.(views.Form)
		if !ok {
			continue
		}
		forms++
		t.Run(c.name, func(t *testing.T) {
			said := readOut(t, form)
			for _, once := range []string{"Nobody is watching this.", "The people who run the server, or a court, may get access.", views.DefaultSignpost().String()} {
				if n := strings.Count(said, once); n != 1 {
					t.Errorf("%d times: %s", n, once)
				}
			}
			if !strings.HasSuffix(said, views.DefaultSignpost().String()) {
				t.Error("the signpost is not the last of it")
			}
			if n := strings.Count(said, "can miss some"); n > 1 {
				t.Errorf("%d times: that detection can miss some", n)
			}
			if !reads.MatchString(said) {
				t.Error("does not say who reads it")
			}
			if form.CallbackID != views.FormNotice && !goes.MatchString(said) {
				t.Error("does not say when it goes")
			}
			if form.CallbackID == views.FormNotice && len(boxesOf(form)) > 0 {
				t.Error("a notice takes words, so it has to say when they go")
			}
		})
	}
	if forms < 100 {
		t.Errorf("only %d forms were looked at", forms)
	}
}

// readOut is all that a form says, in the order of the page.
func readOut(t *testing.T, form views.Form) string {
	t.Helper()
	var said []string
	for _, b := range form.Blocks.BlockSet {
		encoded, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		said = append(said, textsOf(encoded)...)
	}
	return strings.Join(said, "\n")
}

func boxesOf(form views.Form) []slack.Block {
	var boxes []slack.Block
	for _, b := range form.Blocks.BlockSet {
		if b.BlockType() == slack.MBTInput {
			boxes = append(boxes, b)
		}
	}
	return boxes
}

// Every function that draws a form stands among the pages that are looked at.
func TestEveryFormIsLookedAt(t *testing.T) {
	looked := ""
	for _, file := range sources(t, "_test.go") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		looked += string(text)
	}
	for _, file := range sources(t, ".go") {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			f, ok := d.(*ast.FuncDecl)
			if ok && f.Recv == nil && f.Name.IsExported() && drawsForm(f) && !strings.Contains(looked, "views."+f.Name.Name+"(") {
				t.Errorf("%s is drawn by no test", f.Name.Name)
			}
		}
	}
}

func drawsForm(f *ast.FuncDecl) bool {
	if f.Type.Results == nil || len(f.Type.Results.List) != 1 {
		return false
	}
	name, ok := f.Type.Results.List[0].Type.(*ast.Ident)
	return ok && name.Name == "Form"
}

func sources(t *testing.T, ending string) []string {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ending) {
			files = append(files, e.Name())
		}
	}
	return files
}
