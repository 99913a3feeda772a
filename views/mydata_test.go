package views_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"handrail/peerwork"
	"handrail/views"
)

// dataCases are the pages of what is one's own.
func dataCases() []drawn {
	var all []drawn
	add := func(name string, page any) { all = append(all, drawn{name, page}) }

	add("data-no-files", views.Data(views.DataPage{Notes: 3, Keep: 90, NoFiles: true}))
	add("copy-refused-form", views.CopyRefusedForm())
	add("data-empty", views.Data(views.DataPage{Keep: 90}))
	add("data-many", views.Data(views.DataPage{Notes: 31, Keep: 90, Opened: openings(300)}))
	add("who-opened-empty", views.WhoOpened(views.OpenedPage{}))
	add("who-opened-one", views.WhoOpened(views.OpenedPage{Rows: openings(1), Total: 1}))
	add("who-opened-many", views.WhoOpened(views.OpenedPage{Rows: openings(views.OpeningsPerPage), Offset: 20, Total: 300}))
	add("who-opened-pointed", views.WhoOpened(views.OpenedPage{Total: 2, Rows: []views.Opening{
		{Opened: views.Opened{Name: views.Name(pointed), As: peerwork.RoleManager, At: created}, Opens: "open-note:n1", Written: created},
		{Opened: views.Opened{Name: views.Name(arabic), As: peerwork.RoleSupervisor, At: created}, Opens: "open-note:n2", Written: created},
	}}))
	line := views.Opened{Name: "Ama", As: peerwork.RoleSupervisor, At: created}
	add("who-opened-lines", views.WhoOpened(views.OpenedPage{Total: 2, Rows: []views.Opening{
		{Opened: line, Line: true, Opens: views.Action(views.ActAgendaItem, "l1"), Written: created}, {Opened: line, Line: true, Written: created},
	}}))
	add("delete-all", views.DeleteAll(views.DeletePage{Notes: 31, Backup: 35}))
	add("delete-all-copied", views.DeleteAll(views.DeletePage{Notes: 1, Copied: true}))
	add("deleted-all", views.DeletedAll())
	add("shorter", views.Shorter(views.ShorterPage{Shorter: peerwork.Shorter{Days: 7, Now: 4, Sooner: 2}}))
	add("shorter-copied", views.Shorter(views.ShorterPage{Shorter: peerwork.Shorter{Days: 30, Sooner: 1}, Copied: true}))
	add("shortened", views.Shortened(7, 4))
	add("copy-coming", views.CopyComing())
	add("copy-coming-form", views.CopyComingForm())
	add("copy-refused", views.CopyRefused())
	add("copy-begin", views.BeginCopy())
	add("copy-page", views.ReadCopy(views.CopyPage{Parts: []views.CopyPart{
		{Heading: true, Text: "My notes"}, {Text: "Monday 16 November 2026, 09:30: reflection\nWhat happened?\n<b>We</b> sat by the river & talked."},
		{Text: strings.Repeat(arabic+". ", 900)}, {Heading: true, Text: "My settings"}, {Text: "Keep my words for: 90 days"},
	}, Page: 1, Pages: 3}))
	add("copy-failed", views.CopyFailed())
	add("talked", views.Talked(deleted, nil))
	add("expiry-reminder-one", views.ExpiryReminder([]views.Going{{On: deleted, Notes: 1}}, nil))
	add("expiry-reminder-many", views.ExpiryReminder(going(12), nil))
	add("my-themes-empty", views.MyThemes(views.ThemesPage{}))
	add("my-themes-without-themes", views.MyThemes(views.CountThemes(themed(3), nil)))
	add("my-themes-one", views.MyThemes(views.CountThemes(themed(1, "R3"), nil)))
	add("my-themes-many", views.MyThemesForm(views.CountThemes(append(append(themed(40, "R3", "M1"), themed(1, "E1")...), asked(3, "B1", "B10")...), nil)))
	add("my-themes-everything", views.MyThemes(views.CountThemes(append(themed(2000, everyCode()...), asked(100, "B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B9", "B10")...), nil)))
	return all
}

func openings(n int) []views.Opening {
	var all []views.Opening
	for i, o := range opened(n) {
		all = append(all, views.Opening{Opened: o, Opens: views.Action(views.ActOpenNote, fmt.Sprintf("n%d", i)), Written: created.AddDate(0, 0, -i)})
	}
	return all
}

func going(n int) []views.Going {
	var all []views.Going
	for i := range n {
		all = append(all, views.Going{On: deleted.AddDate(0, 0, i), Notes: i + 1})
	}
	return all
}

// themed are so many notes, two a day, newest first, each with all of the codes.
func themed(n int, codes ...peerwork.Code) []peerwork.Note {
	var notes []peerwork.Note
	for i := range n {
		notes = append(notes, peerwork.Note{Kind: peerwork.Reflection, Created: created.AddDate(0, 0, -(i/2)%90), Codes: codes})
	}
	return notes
}

func asked(n int, codes ...peerwork.BoundaryCode) []peerwork.Note {
	notes := themed(n)
	for i := range notes {
		notes[i].Kind, notes[i].Boundaries = peerwork.BoundaryQuestion, codes
	}
	return notes
}

func everyCode() []peerwork.Code {
	var codes []peerwork.Code
	for _, s := range peerwork.SubThemes() {
		codes = append(codes, s.Code)
	}
	return codes
}

func TestThemesAreCountedByTheMonthOfThePersonsZone(t *testing.T) {
	tokyo := time.FixedZone("Tokyo", 9*60*60)
	last := time.Date(2026, time.October, 31, 20, 0, 0, 0, time.UTC) // November there
	notes := []peerwork.Note{
		{Created: last.AddDate(0, 0, 3), Codes: []peerwork.Code{"R1"}},
		{Created: last, Codes: []peerwork.Code{"R1", "E1"}},
		{Created: last.AddDate(0, 0, -3), Codes: []peerwork.Code{"R1"}},
	}
	got := views.CountThemes(notes, tokyo)
	if len(got.Months) != 2 || got.Months[0].Notes != 2 || got.Months[0].Counts.Codes["R1"] != 2 || got.Months[1].Notes != 1 || got.All.Codes["R1"] != 3 {
		t.Errorf("counted %+v", got)
	}
}

func TestThemesAreReadOutWithoutTheirBars(t *testing.T) {
	m := views.MyThemes(views.CountThemes(themed(4, "R3"), nil))
	if !strings.Contains(m.Text, "Talking and listening: 4 notes") || strings.Contains(m.Text, "▬") {
		t.Errorf("says %s", m.Text)
	}
}

func TestTheShorterFormIsReadBack(t *testing.T) {
	form := views.Shorter(views.ShorterPage{Shorter: peerwork.Shorter{Days: 14}})
	if days, ok := views.ShorterDays(form.PrivateMetadata); !ok || days != 14 {
		t.Errorf("read %d %v", days, ok)
	}
	for _, private := range []string{"", "0", "-3", "91", "soon"} {
		if days, ok := views.ShorterDays(private); ok {
			t.Errorf("read %d from %q", days, private)
		}
	}
}
