package views

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
)

// Every field of what is written by hand is filled in, one at a time and all at once, so that a field the library gains
// cannot be left out in silence.
func TestBlocksAreWrittenAsEncodingJSONWritesThem(t *testing.T) {
	for _, element := range []any{
		slack.TextBlockObject{}, slack.ButtonBlockElement{}, slack.SelectBlockElement{}, slack.CheckboxGroupsBlockElement{},
		slack.OptionBlockObject{}, slack.ConfirmationBlockObject{},
	} {
		kind := reflect.TypeOf(element)
		all := filled(kind, -1)
		checkEncoding(t, all)
		checkEncoding(t, filled(kind, kind.NumField()))
		for i := range kind.NumField() {
			checkEncoding(t, filled(kind, i))
		}
	}
}

// filled returns a pointer to a new element with the field of that index filled in; -1 fills in all.
func filled(kind reflect.Type, only int) any {
	e := reflect.New(kind)
	if t := e.Elem().FieldByName("Type"); t.IsValid() {
		t.SetString(map[string]string{
			"ButtonBlockElement": "button", "SelectBlockElement": "static_select", "CheckboxGroupsBlockElement": "checkboxes",
		}[kind.Name()])
	}
	for i := range kind.NumField() {
		if f := e.Elem().Field(i); (only < 0 || only == i) && kind.Field(i).Name != "Type" {
			fill(f, 2)
		}
	}
	return e.Interface()
}

func fill(v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(`a "b" <c> & ` + "\u2028\x01é")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int:
		v.SetInt(3)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), depth)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), depth)
		fill(v.Index(1), depth)
	case reflect.Struct:
		for i := range v.NumField() {
			if depth > 0 {
				fill(v.Field(i), depth-1)
			}
		}
	}
}

func checkEncoding(t *testing.T, element any) {
	t.Helper()
	blocks := []slack.Block{&row{Type: slack.MBTAction, Elements: []any{element, element}}, slack.NewDividerBlock()}
	if accessory, ok := element.(slack.BlockElement); ok {
		blocks = append(blocks, paragraph("<beside>", accessory))
	}
	switch e := element.(type) {
	case *slack.OptionBlockObject:
		blocks = append(blocks, paragraph("of it", selectOne("a", "b", []*slack.OptionBlockObject{e}, e.Value)))
	case *slack.ConfirmationBlockObject:
		b := button("a", "b", "c")
		b.Confirm = e
		blocks = append(blocks, paragraph("of it", b))
	}
	want, err := json.Marshal(blocks)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(AppendBlocks(nil, blocks))); diff != "" {
		t.Errorf("%T (-encoding/json +by hand)\n%s", element, diff)
	}
}

func FuzzAppendString(f *testing.F) {
	for _, s := range []string{"", "plain", "é“”", `"\<>&`, "\u2028", "\u2029", "\u2027", "\xe2\x80", "\x00\x1f\x7f", "\xff", "\u200e", "a line\nand \"another\n", "\n\né\n\u2028"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := AppendString(nil, s); string(got) != string(want) {
			t.Errorf("%q: got %s, want %s", s, got, want)
		}
	})
}
