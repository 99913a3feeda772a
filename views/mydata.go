package views

import (
	"fmt"
	"strconv"
	"time"

	"handrail/peerwork"
)

// The action and callback ids of what is one's own data.
const (
	ActData      = "data"
	ActCopy      = "copy"       // takes a copy; the value names the page it stands on, where that stays
	ActReadCopy  = "my-copy"    // :page, or nothing where it opens what stands before the first
	ActOpened    = "opened"     // :offset, or nothing where it opens the list
	ActTalked    = "talked"     // :note, it was talked about
	ActDeleteAll = "delete-all" // opens the second look

	FormShorter   = "shorter"    // the second look at a shorter time
	FormDeleteAll = "delete-all" //
)

// The pages that stay when a copy is taken from them, as ActCopy's value.
const (
	CopyBeforeDelete  = "delete-all"
	CopyBeforeShorter = "shorter"
)

// DataPage is what is kept of a person, in short.
type DataPage struct {
	Notes   int
	Keep    int // days
	Opened  []Opening
	NoFiles bool // Slack does not let the bot send a copy
	Zone    *time.Location
}

// Opening is somebody else's opening of one of the viewer's own notes.
type Opening struct {
	Opened
	Opens   string    // the action that opens it for the viewer; "" for a line that is not on the agenda any more
	Line    bool      // a line of the agenda, not a note
	Written time.Time // when it was saved
}

const dataOpened = 5 // openings that My data lists itself

// Data shows what is kept, and everything a person can do about it.
func Data(d DataPage) Form {
	var p page
	p.say(fmt.Sprintf("We keep %s of yours.", count(d.Notes, "note", "notes")))
	p.buttons(button("My themes", ActMyThemes, ""), button("My settings", ActSettings, ""))
	p.header("Take a copy")
	if d.NoFiles {
		p.say(noFiles()...)
		p.buttons(button("Read it here", ActReadCopy, ""))
	} else {
		p.say("Everything we keep about you, as two files in our conversation: one to read and print, one as data (JSON).")
		p.buttons(button("Take a copy", ActCopy, ""), button("Read it here", ActReadCopy, ""))
		p.small("The files hold your words. Slack keeps them until you delete them there.")
	}
	p.header("When your words go")
	p.say(
		fmt.Sprintf("We delete the words of a new note after %s, or when you say so.", count(d.Keep, "day", "days")),
		fmt.Sprintf("Did you talk about a note? Then they go after %d days at the latest.", peerwork.DiscussedRetentionDays),
		"You can choose a shorter time in your settings.",
	)
	p.header("Who opened my notes")
	opened(&p, d)
	p.header("Delete everything")
	p.say("This deletes all your notes, your agenda, your choices and your settings. You cannot undo this.")
	p.buttons(button("Delete everything", ActDeleteAll, ""))
	return p.form("My data", FormRead, "", "", foot{also: "Slack may keep what you typed in Slack.", reads: onlyYou})
}

func opened(p *page, d DataPage) {
	if len(d.Opened) == 0 {
		p.say("Nobody else has opened your notes.")
		return
	}
	for _, o := range d.Opened[:min(len(d.Opened), dataOpened)] {
		p.say(openingText(o, d.Zone))
	}
	if len(d.Opened) > dataOpened {
		p.buttons(button(fmt.Sprintf("See all %d times", len(d.Opened)), Action(ActOpened, ""), ""))
	}
}

func openingText(o Opening, zone *time.Location) string {
	what := "note"
	if o.Line {
		what = "line"
	}
	return fmt.Sprintf("%s, %s, on %s.\nYour %s of %s.", o.Name, o.As, Moment(o.At, zone), what, Day(o.Written, zone))
}

// OpeningsPerPage is how many openings a page lists.
const OpeningsPerPage = 20

// OpenedPage is one page of who opened the viewer's notes, newest first.
type OpenedPage struct {
	Rows   []Opening
	Offset int // openings before this page
	Total  int
	Zone   *time.Location
}

// WhoOpened lists who opened one's notes.
func WhoOpened(o OpenedPage) Form {
	var p page
	if o.Total == 0 {
		p.say("Nobody else has opened your notes.")
	} else {
		p.say(fmt.Sprintf("Your notes were opened %s. The newest first.", count(o.Total, "time", "times")))
	}
	for _, row := range o.Rows {
		if row.Opens == "" {
			p.say(openingText(row, o.Zone))
			continue
		}
		p.sayWith(openingText(row, o.Zone), button("Open", row.Opens, ""))
	}
	for _, b := range (leafing{ActOpened, "", o.Offset, OpeningsPerPage, o.Offset+len(o.Rows) < o.Total}).buttons("Newer", "Older") {
		p.buttons(b)
	}
	return p.form("Who opened my notes", FormRead, "", "", foot{reads: onlyYouList, goes: "What it says of a note goes when the note goes."})
}

// DeletePage is the second look before everything is deleted.
type DeletePage struct {
	Notes  int
	Backup int  // days for which backups may last; 0: not known
	Copied bool // a copy is on its way
}

// DeleteAll is the second look: what goes, and what stays.
func DeleteAll(d DeletePage) Form {
	var p page
	p.say(fmt.Sprintf("Delete everything? You have %s.", count(d.Notes, "note", "notes")))
	p.header("What goes now")
	p.say("Your words, and the key that opens them.\nThe themes you shared.\nWho opened your notes.\nYour supervision sessions, past and planned, for both of you. What was written at them.\nYour settings, and what you began and did not save.")
	p.header("What stays")
	p.say("Digests that were drawn. They hold counts and names of themes, no words and no names.\nMessages in Slack, and copies you took.")
	p.say(backups(d.Backup))
	copyFirst(&p, d.Copied, CopyBeforeDelete)
	p.say("You cannot undo this.")
	form := p.form("Delete everything?", FormDeleteAll, "Delete everything", "", foot{reads: onlyYou})
	form.Close = plain("Keep my notes")
	return form
}

func backups(days int) string {
	if days <= 0 {
		return "Backups kept by the people who run the server may last some weeks longer."
	}
	return fmt.Sprintf("Backups kept by the people who run the server may last %s longer.", count(days, "day", "days"))
}

func copyFirst(p *page, copied bool, from string) {
	if copied {
		p.say("Your copy is on its way to our conversation. Look that it is there before you go on.")
		return
	}
	p.buttons(button("Take a copy first", ActCopy, from))
}

// DeletedAll stands in its place.
func DeletedAll() Form {
	var p page
	p.say("Everything is deleted.", "You can write again at any time.")
	return p.notice("Deleted")
}

// ShorterPage is the second look at a shorter time to keep words.
type ShorterPage struct {
	peerwork.Shorter
	Copied bool // a copy is on its way
}

// Shorter says what a shorter time does to the notes that are there.
func Shorter(s ShorterPage) Form {
	var p page
	p.say(fmt.Sprintf("You chose to keep your words for %s. This counts for notes and lines you have too.", count(s.Days, "day", "days")))
	if s.Now > 0 {
		p.say(fmt.Sprintf("%s: older than that. We delete the words now.", count(s.Now, "note or line", "notes or lines")))
	}
	if s.Sooner > 0 {
		p.say(fmt.Sprintf("%s: the words go sooner than we told you.", count(s.Sooner, "note or line", "notes or lines")))
	}
	p.say("You cannot undo this.")
	copyFirst(&p, s.Copied, CopyBeforeShorter)
	form := p.form("A shorter time?", FormShorter, "Delete sooner", itoa(s.Days), foot{also: "Your other settings are saved already.", reads: onlyYou})
	form.Close = plain("Keep it as it was")
	return form
}

// ShorterDays reads the private_metadata of that form.
func ShorterDays(private string) (days int, ok bool) {
	days, err := strconv.Atoi(private)
	return days, err == nil && days > 0 && days <= peerwork.DefaultRetentionDays
}

// Shortened stands in its place.
func Shortened(days, gone int) Form {
	var p page
	p.say(fmt.Sprintf("Saved. We keep your words for %s.", count(days, "day", "days")))
	if gone > 0 {
		p.say(fmt.Sprintf("We deleted the words of %s.", count(gone, "note", "notes")))
	}
	return p.notice("My settings")
}

const (
	copyComing = "Your copy is on its way to our conversation."
	copyHolds  = "It holds your words. Keep it where only you can read it."
)

// CopyComing says that the files are on their way.
func CopyComing() Message { return Told(copyComing, copyHolds) }

// CopyComingForm says so where a form is open.
func CopyComingForm() Form {
	var p page
	p.say(copyComing, "You find it under Messages, beside App Home.")
	p.say(copyHolds, "Slack keeps the files until you delete them there.")
	return p.notice("My data")
}

// CopyIntro stands above the files.
const CopyIntro = "Here is your copy of everything Handrail keeps about you: a page to read and print, and the same as data. " + copyHolds +
	" Slack keeps these files until you delete them here."

// noFiles says that Slack does not let Handrail send files, and how else to read all of it.
func noFiles() []string {
	return []string{
		"Handrail may not send files in this Slack yet, so we cannot send you a copy.",
		"You can read the same here, page by page.",
		"Your admin can change this: add the scope files:write to the app, and install it again. Then take a copy.",
	}
}

// CopyRefused says so.
func CopyRefused() Message {
	p := copyRefused()
	p.buttons(button("Read it here", ActReadCopy, ""), button("My data", ActData, ""))
	return p.message()
}

// CopyRefusedForm says so where a form is open.
func CopyRefusedForm() Form {
	p := copyRefused()
	p.buttons(button("Read it here", ActReadCopy, ""))
	return p.notice("My data")
}

func copyRefused() (p page) {
	for _, said := range noFiles() {
		p.say(said)
	}
	return p
}

// CopyPage is one page of a copy that is read in Slack.
type CopyPage struct {
	Parts []CopyPart
	Page  int // from 0
	Pages int
}

// CopyPart is a heading of a copy, or what stands under one.
type CopyPart struct {
	Heading bool
	Text    string
}

// BeginCopy stands before the pages: what makes them takes longer than Slack leaves before a form opens.
func BeginCopy() Form {
	var p page
	p.say("Here you can read everything we keep about you. Your notes come first.")
	p.buttons(button("Begin to read", Action(ActReadCopy, "0"), ""))
	return p.form("All about me", FormRead, "", "", copyFoot())
}

func copyFoot() foot {
	return foot{also: "These pages are not messages: they do not stay in our conversation.", reads: onlyYou, goes: eachNoteSays}
}

// ReadCopy shows a page of everything that is kept about the person who reads it.
func ReadCopy(c CopyPage) Form {
	var p page
	turn := leafing{ActReadCopy, "", c.Page, 1, c.Page+1 < c.Pages}.buttons("Page before", "Next page")
	for i, part := range c.Parts {
		if part.Heading {
			p.header(part.Text)
			continue
		}
		if i > 0 && !c.Parts[i-1].Heading {
			p.rule()
		}
		p.say(part.Text)
	}
	p.rule()
	p.say(fmt.Sprintf("Page %d of %d", c.Page+1, c.Pages))
	p.buttons(turn...)
	return p.form("All about me", FormRead, "", "", copyFoot())
}

// CopyFailed says that the files did not arrive.
func CopyFailed() Message {
	var p page
	p.say("Something went wrong while we sent your copy. Your notes are as they were.", "If the files are not here, please try again in a few minutes.")
	p.buttons(button("Take a copy", ActCopy, ""))
	return p.message()
}

// Talked stands where a note's form stood, once it was talked about.
func Talked(deleteOn time.Time, zone *time.Location) Form {
	var p page
	p.say("It is off your list of what to bring.", deletedOn(deleteOn, zone))
	p.small("You can bring it again: open it in My notes, and choose Next supervision.")
	return p.notice("Talked about")
}

// talkedButton is for a note that its author brings.
func talkedButton(p *page, n peerwork.Note) {
	if n.ID == "" || n.Talk != peerwork.NextSupervision && n.Talk != peerwork.Soon {
		return
	}
	b := sure(button("We talked about it", Action(ActTalked, string(n.ID)), string(n.ID)), "Did you talk about it?",
		fmt.Sprintf("It leaves your list. We delete the words after %d days, or sooner if they go sooner now.", peerwork.DiscussedRetentionDays), "We talked")
	b.Style = ""
	p.buttons(b)
}

// Going is how many notes' words go on a day.
type Going struct {
	On    time.Time
	Notes int
}

// maxGoing is how many days a reminder names: a week has seven.
const maxGoing = 8

// ExpiryReminder says how many notes go, and when. It says nothing of what is in them.
func ExpiryReminder(going []Going, zone *time.Location) Message {
	var p page
	p.header("Words of yours go soon")
	lines := ""
	for i, g := range going[:min(len(going), maxGoing)] {
		if i > 0 {
			lines += "\n"
		}
		lines += fmt.Sprintf("%s: %s", Day(g.On, zone), count(g.Notes, "note", "notes"))
	}
	p.say(lines)
	p.say("After that you cannot get them back. If you want to keep something, take a copy before.")
	p.buttons(button("Take a copy", ActCopy, ""), button("My notes", ActNotes, ""), button("My settings", ActSettings, ""))
	p.small("You can switch this message off in your settings.")
	return p.message()
}
