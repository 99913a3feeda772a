package peerwork

import (
	"regexp"
	"strings"
	"time"
)

// AuditEntry is one thing that was administered. It never says who wrote or opened what.
type AuditEntry struct {
	At       time.Time
	By       UserID // "": the command line
	What     string // a sentence without its subject, in the past: "added the team <#riverside|Riverside>"
	Revision int    // of the roster that this made; 0: it was not about the roster
}

// MarkUser stands for somebody in an entry. Their name is put in when it is read, so that the log keeps ids only.
func MarkUser(u UserID) string { return "<@" + string(u) + ">" }

// MarkTeam stands for a team in an entry, with the name it had then, because a team may be gone when it is read.
func MarkTeam(t Team) string {
	name := strings.Map(func(r rune) rune {
		if r == '<' || r == '>' || r == '|' {
			return ' '
		}
		return r
	}, t.Name)
	return "<#" + string(t.ID) + "|" + name + ">"
}

var marks = regexp.MustCompile(`<@(\w+)>|<#[a-z0-9-]*\|([^>]*)>`)

// Read puts names for the marks of an entry. user names somebody; team makes a team's name fit to be shown.
func (e AuditEntry) Read(user func(UserID) string, team func(name string) string) string {
	return marks.ReplaceAllStringFunc(e.What, func(mark string) string {
		found := marks.FindStringSubmatch(mark)
		if found[1] != "" {
			return user(UserID(found[1]))
		}
		return team(found[2])
	})
}
