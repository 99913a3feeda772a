package peerwork

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"
)

// Shown stands for the people whom a page named to an author: those whom a choice on it lets in, each in their place.
// The answer brings it back, so that a choice reaches only those whom its author was shown, whoever is in their place
// by then. It is short enough for the ids of Slack's blocks, and tells nothing of anybody.
type Shown string

const (
	markLength = 6  // 36 bits of a hash: enough to tell apart the few people a team ever had
	mostShown  = 30 // people; whoever comes after counts as not shown
)

// Shown returns what stands for those whom the author can let in now.
func (a Audience) Shown() Shown {
	var marks strings.Builder
	a.Agenda = Named{}
	places := a.places()
	for _, p := range places[:min(len(places), mostShown)] {
		marks.WriteString(a.mark(p))
	}
	return Shown(marks.String())
}

// mark stands for a person in their place, as they are to the authors of this team.
func (a Audience) mark(p place) string {
	sum := sha256.Sum256([]byte(string(a.Team) + "\x00" + string(p.as) + "\x00" + string(p.User)))
	return base64.RawURLEncoding.EncodeToString(sum[:])[:markLength]
}

func (s Shown) has(mark string) bool {
	for ; len(s) >= markLength; s = s[markLength:] {
		if string(s[:markLength]) == mark {
			return true
		}
	}
	return false
}

// Covers reports whether all those whom the first choice would let in were shown.
func (a Audience) Covers(r Readers, shown Shown) bool {
	_, all := a.letIn(NoteFacts{}, r, shown, time.Time{})
	return all
}

// CoversManagers reports whether all those were shown for whom the second choice is.
func (a Audience) CoversManagers(shown Shown) bool {
	for _, p := range a.places() {
		if p.as == RoleManager && !shown.has(a.mark(p)) {
			return false
		}
	}
	return true
}

// letIn reports whether all whom the choice lets in besides those let in before were shown, and from when on: at now, or
// where a clock is behind, when the last of them took up their place.
func (a Audience) letIn(before NoteFacts, r Readers, shown Shown, now time.Time) (at time.Time, all bool) {
	if r == OnlyMe {
		return now, true
	}
	a.Agenda = Named{}
	r, at = a.Among(r), now
	for _, p := range a.places() {
		switch {
		case !r.admits(p.as, p.since) || before.letIn(p.as):
			continue
		case !shown.has(a.mark(p)):
			return now, false
		case p.since.After(at):
			at = p.since
		}
	}
	return at, true
}

// ChooseReaders makes the author's first choice on a note, which came from a page that named shown. a is who could be
// let in now. Nobody else is let in: where the choice would, it stays as it was, and ChooseReaders returns false. A choice
// that names nobody, because nobody is there, is the next narrower one.
func (n *Note) ChooseReaders(r Readers, a Audience, shown Shown, now time.Time) bool {
	at, all := a.letIn(n.Facts(), r, shown, now)
	if !all {
		return false
	}
	n.SetReaders(a.Among(r), at)
	n.Roster = a.Roster
	return true
}

// ChooseShare makes the second choice in the same way.
func (n *Note) ChooseShare(yes bool, a Audience, shown Shown) bool {
	yes = yes && len(a.Managers) > 0
	if yes && !n.ShareThemes && !a.CoversManagers(shown) {
		return false
	}
	n.ShareThemes, n.Roster = yes, a.Roster
	return true
}
