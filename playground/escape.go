package playground

import (
	"regexp"
	"slices"
	"strings"
)

// wording turns what people type into what Slack delivers.
type wording struct {
	typed  *regexp.Regexp
	people []Person
	rooms  []*room
	named  bool // mentions carry the name too, as in <@U123|sam>
}

func (s *Server) wording(named bool) wording {
	return wording{
		typed:  regexp.MustCompile(`<@[A-Z0-9]+(?:\|[^>]*)?>|<#[A-Z0-9]+(?:\|[^>]*)?>|@[\p{L}\p{N}._-]+|#[\p{L}\p{N}_-]+|https?://[^\s<>]+`),
		people: s.workspace.People, rooms: s.roomList, named: named,
	}
}

// deliver escapes & < and > and turns @name, #channel and web addresses into Slack's own form.
func (w wording) deliver(typed string) string {
	var out strings.Builder
	last := 0
	for _, at := range w.typed.FindAllStringIndex(typed, -1) {
		out.WriteString(escape(typed[last:at[0]]))
		out.WriteString(w.special(typed[at[0]:at[1]]))
		last = at[1]
	}
	out.WriteString(escape(typed[last:]))
	return out.String()
}

func (w wording) special(token string) string {
	id, _, _ := strings.Cut(strings.Trim(token, "<@#>"), "|")
	switch {
	case strings.HasPrefix(token, "http"):
		return "<" + escape(token) + ">"
	case strings.HasPrefix(token, "<@"):
		return w.mention(token, func(p Person) bool { return p.ID == id })
	case strings.HasPrefix(token, "@"):
		return w.handle(token)
	case strings.HasPrefix(token, "<#"):
		return w.channel(token, func(r *room) bool { return r.id == id })
	}
	return w.channel(token, func(r *room) bool { return !r.im && r.name == token[1:] })
}

// handle reads @name. A full stop after a name ends a sentence.
func (w wording) handle(token string) string {
	name := strings.TrimRight(token[1:], ".")
	return w.mention("@"+name, func(p Person) bool { return p.handle() == name }) + token[len(name)+1:]
}

func (w wording) mention(token string, is func(Person) bool) string {
	i := slices.IndexFunc(w.people, is)
	if i < 0 {
		return escape(token)
	}
	if w.named {
		return "<@" + w.people[i].ID + "|" + w.people[i].Name + ">"
	}
	return "<@" + w.people[i].ID + ">"
}

func (w wording) channel(token string, is func(*room) bool) string {
	i := slices.IndexFunc(w.rooms, is)
	if i < 0 {
		return escape(token)
	}
	return "<#" + w.rooms[i].id + "|" + w.rooms[i].name + ">"
}

func escape(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
}

func unescape(text string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(text)
}
