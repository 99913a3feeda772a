package handlers

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"handrail/mask"
	"handrail/peerwork"
	"handrail/views"
)

type noteStore interface {
	SaveNote(ctx context.Context, once string, n peerwork.Note) (peerwork.Note, error)
	OwnNote(ctx context.Context, ws peerwork.WorkspaceID, author peerwork.UserID, id peerwork.NoteID) (peerwork.Note, error)
	ReviseNote(ctx context.Context, once string, ws peerwork.WorkspaceID, author peerwork.UserID, id peerwork.NoteID, now time.Time, change func(*peerwork.Note) error, out ...peerwork.Delivery) (peerwork.Note, error)
	DeleteNote(ctx context.Context, once string, ws peerwork.WorkspaceID, author peerwork.UserID, id peerwork.NoteID, now time.Time) error
}

// newNote is an empty note that only its author can read.
func (h here) newNote(kind peerwork.Kind, team peerwork.Team) peerwork.Note {
	zone := h.zone()
	if team.ID != "" {
		zone = team.Location()
	}
	return peerwork.Note{
		ID:        peerwork.NoteIDOf(h.Workspace, h.User, h.Once),
		Workspace: h.Workspace,
		Author:    h.User,
		Team:      team.ID,
		Kind:      kind,
		Talk:      peerwork.NoNeed,
		Created:   h.Now,
		Week:      peerwork.WeekOf(h.Now, zone).String(),
		DeleteOn:  h.Now.AddDate(0, 0, h.prefs.Keep()),
	}
}

// usually makes the person's usual choices on a new note. Where one named other people, it does not hold, and usually
// returns why.
func (h here) usually(n *peerwork.Note) (lapsed string) {
	a := h.audience(n.Team)
	readers := n.ChooseReaders(h.prefs.Readers, a, h.prefs.ReadersShown, h.Now)
	share := n.ChooseShare(h.prefs.Share == peerwork.ShareUsually, a, h.prefs.ShareShown)
	return views.Lapsed(!readers, !share)
}

// saveText saves the words after a command, and answers without them.
func (d *desk) saveText(ctx context.Context, req Request, kind peerwork.Kind) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	words, found := d.hideInSlackText(req.Text)
	var why *peerwork.Error
	if errors.As(fits(req.Text, words), &why) {
		return d.notSaved(ctx, h, *why), nil
	}
	m, err := byRoster(ctx, d, &h, func(h here) (views.Message, error) {
		n := h.newNote(kind, h.teamFor(""))
		n.Words.What = words
		t := told{hidden: mask.Hidden(found), said: h.usually(&n)}
		if asksForHelp(req.Text) {
			t.said = strings.TrimSpace(t.said + " " + views.LookedForHelp)
		}
		return meanwhile(&d.saving, func() error {
			_, err := d.Store.SaveNote(ctx, req.Once, n)
			return err
		}, func() views.Message { return views.SavedMessage(d.savedPage(ctx, h, n, t)) })
	})
	if err != nil {
		return Reply{}, fmt.Errorf("save note: %w", err)
	}
	return Reply{Say: &m}, nil
}

// meanwhile saves, and draws what is said once that is done. Where nobody else saves at the moment, the page is drawn while
// the disk writes, for a processor has nothing else to do; in company each has enough to do, and handing the page over
// would only cost time. busy counts those who save. When saving fails, what was drawn is lost.
func meanwhile[T any](busy *atomic.Int32, save func() error, draw func() T) (T, error) {
	var nothing T
	defer busy.Add(-1)
	if busy.Add(1) > 1 {
		if err := save(); err != nil {
			return nothing, err
		}
		return draw(), nil
	}
	page := make(chan T, 1)
	go func() {
		defer close(page)
		defer func() { _ = recover() }() // it breaks off again below, where the person can be told
		page <- draw()
	}()
	err := save()
	drawn, ok := <-page
	if err != nil {
		return nothing, err
	}
	if !ok {
		return draw(), nil
	}
	return drawn, nil
}

// undoFor is how long after it was saved a note's deletion is called Undo.
const undoFor = time.Hour

// told is what a redrawn page says beside what the note holds.
type told struct {
	said   string
	hidden string
	share  bool             // the second choice was answered just now
	soon   views.SoonChoice // whom the worker chose to talk with soon; the zero choice for the usual
}

// savedPage is what stands after a note was saved or changed. It does not fail, because the note is saved by then.
func (d *desk) savedPage(ctx context.Context, h here, n peerwork.Note, t told) views.Saved {
	a := h.audienceOf(n)
	s := views.Saved{
		Card: views.CardOf(n), Audience: a, Worker: h.named(h.User).Name, K: h.k(),
		ShareOpen: h.prefs.AsksToShare(a) && !t.share, Said: t.said, Hidden: t.hidden, Zone: h.zone(), Signpost: d.signpost(h),
		Older: h.Now.After(n.Created.Add(undoFor)),
	}
	found := d.Masker.Mask(allWords(n)).Findings
	s.PointedOut = mask.PointedOut(found)
	s.Names = countNames(found)
	if n.Kind == peerwork.Reflection && len(n.Codes) == 0 {
		s.May = d.mayFit(n)
		s.Suggested = codesOf(s.May)
	}
	if n.Talk == peerwork.Soon || h.Now.After(n.Created) {
		d.addSoonPart(ctx, h, n, t.soon, &s)
	}
	return s
}

func codesOf(may []views.May) []peerwork.Code {
	var codes []peerwork.Code
	for _, m := range may {
		codes = append(codes, m.Code)
	}
	return codes
}

// allWords joins the answers, each a paragraph.
func allWords(n peerwork.Note) string {
	if n.Words.Why == "" && n.Words.Next == "" {
		return n.Words.What
	}
	return strings.Join([]string{n.Words.What, n.Words.Why, n.Words.Next}, "\n\n")
}

func countNames(found []mask.Finding) int {
	n := 0
	for _, f := range found {
		if f.Kind == mask.PersonName || f.Kind == mask.Initials {
			n++
		}
	}
	return n
}

// hideInSlackText masks the text of a command, and then reads Slack's own spelling of links and &, < and >.
// What that lays bare is masked too.
func (d *desk) hideInSlackText(text string) (string, []mask.Finding) {
	first := d.Masker.Mask(text)
	words := strings.TrimSpace(plainText(first.Masked))
	if words == first.Masked {
		return words, first.Findings
	}
	again := d.Masker.Mask(words)
	return again.Masked, append(hardOnly(first.Findings), hardOnly(again.Findings)...)
}

func hardOnly(found []mask.Finding) []mask.Finding {
	var hard []mask.Finding
	for _, f := range found {
		if f.Kind.Hard() {
			hard = append(hard, f)
		}
	}
	return hard
}

// fits refuses what a note's box could not hold when the note is opened again.
func fits(typed, words string) error {
	if strings.TrimSpace(words) == "" {
		return &peerwork.Error{What: "Not saved.", Try: "There were no words to keep."}
	}
	n := max(utf8.RuneCountInString(words), utf8.RuneCountInString(plainText(typed)))
	if n <= views.MaxBox {
		return nil
	}
	return &peerwork.Error{
		What: fmt.Sprintf("Not saved. That is %d characters, and one note holds %d.", n, views.MaxBox),
		Try:  "Please make it shorter, or cut it into two notes.",
	}
}

// plainText turns Slack's spelling into what the person typed: "&amp;" and links such as "<https://x|x>".
func plainText(s string) string {
	if !strings.ContainsAny(s, "&<") {
		return s
	}
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(s, "<")
		out.WriteString(before)
		if !found {
			return entities.Replace(out.String())
		}
		inside, after, closed := strings.Cut(rest, ">")
		if !closed {
			out.WriteString("<" + rest)
			return entities.Replace(out.String())
		}
		out.WriteString(linkText(inside))
		s = after
	}
}

var entities = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">")

// linkText is what a link, a channel or a group reads as: its label, or itself.
func linkText(inside string) string {
	target, label, _ := strings.Cut(inside, "|")
	switch {
	case target == "":
		return label
	case target[0] == '#' && label != "":
		return "#" + label
	case target[0] == '!' && label == "":
		return "@" + target[1:]
	case label != "":
		return label
	}
	return target
}

// gone tells that a note is no longer there, which is also what somebody hears who may not know of it.
func gone(err error) error {
	if errors.Is(err, peerwork.ErrNotFound) {
		return &peerwork.Error{What: "This note is no longer here.", Try: "Open App Home to see your notes."}
	}
	return err
}
