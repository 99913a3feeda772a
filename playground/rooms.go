package playground

import (
	"slices"
	"strings"
	"time"
)

// Message is a message in a conversation as the page receives it.
type Message struct {
	Channel    string `json:"channel"`
	TS         string `json:"ts"`
	User       string `json:"user"`
	Text       string `json:"text"`
	Blocks     []any  `json:"blocks"` // Block Kit as posted, with the ids that were missing
	ThreadTS   string `json:"thread_ts,omitempty"`
	ReplyCount int    `json:"reply_count"`
	Edited     bool   `json:"edited"`
	Ephemeral  bool   `json:"ephemeral"`
	Subtype    string `json:"subtype"`
	Time       string `json:"time"` // RFC 3339, domain time
	Files      []File `json:"files"`

	onlyFor   string // the one person who sees an ephemeral message
	broadcast bool   // a thread reply that is also shown in the channel
}

// File is a file shared in a message.
type File struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	URL  string `json:"url"`
}

// room is a channel or a direct message with the app.
type room struct {
	id       string
	name     string
	topic    string
	private  bool
	archived bool
	im       bool
	with     string // the person on the other side of a direct message with the app
	members  []string
	messages []Message
	read     map[string]string // the last timestamp each person has read
}

func (s *Server) openRooms() {
	for _, c := range s.workspace.Channels {
		s.addRoom(&room{id: c.ID, name: c.Name, topic: c.Topic, private: c.Private, archived: c.Archived, members: slices.Clone(c.Members)})
	}
	for _, p := range s.workspace.People {
		if p.ID != s.workspace.App.BotUserID && !p.IsBot {
			s.addRoom(&room{id: directID(p.ID), im: true, private: true, with: p.ID, members: []string{p.ID, s.workspace.App.BotUserID}})
		}
	}
}

func (s *Server) addRoom(r *room) {
	r.read = map[string]string{}
	s.rooms[r.id] = r
	s.roomList = append(s.roomList, r)
}

// directID names the direct message between the app and a person.
func directID(person string) string { return "D" + strings.TrimLeft(person, "UW") }

func (r *room) has(person string) bool { return slices.Contains(r.members, person) }

// open reports whether a person may look into the room.
func (r *room) open(person string) bool { return r.has(person) || !r.private }

// payloadName is what Slack calls the room in payloads.
func (r *room) payloadName() string {
	switch {
	case r.im:
		return "directmessage"
	case r.private:
		return "privategroup"
	}
	return r.name
}

func (r *room) find(ts, person string) *Message {
	for i := range r.messages {
		if m := &r.messages[i]; m.TS == ts && m.seenBy(person) {
			return m
		}
	}
	return nil
}

func (r *room) remove(ts string) {
	r.messages = slices.DeleteFunc(r.messages, func(m Message) bool { return m.TS == ts })
}

func (m Message) seenBy(person string) bool { return m.onlyFor == "" || m.onlyFor == person }

func (m Message) inChannel() bool { return m.ThreadTS == "" || m.ThreadTS == m.TS || m.broadcast }

// timeline returns what a person sees in the room itself, oldest first.
func (r *room) timeline(person string) []Message {
	return r.seen(func(m Message) bool { return m.seenBy(person) && m.inChannel() })
}

// thread returns a message and the replies to it that a person sees.
func (r *room) thread(ts, person string) []Message {
	return r.seen(func(m Message) bool { return m.seenBy(person) && (m.TS == ts || m.ThreadTS == ts) })
}

func (r *room) seen(wanted func(Message) bool) []Message {
	found := []Message{}
	for _, m := range r.messages {
		if wanted(m) {
			m.ReplyCount = r.replies(m.TS)
			found = append(found, m)
		}
	}
	return found
}

func (r *room) replies(ts string) int {
	count := 0
	for _, m := range r.messages {
		if m.ThreadTS == ts && m.TS != ts && !m.Ephemeral {
			count++
		}
	}
	return count
}

func (r *room) unread(person string) int {
	count := 0
	for _, m := range r.messages {
		if m.User != person && m.seenBy(person) && m.TS > r.read[person] {
			count++
		}
	}
	return count
}

// add puts a message into the room, stamps it and tells those who see it.
func (s *Server) add(r *room, m Message) Message {
	m.Channel, m.TS = r.id, s.nextTS()
	at, _ := timeOfTS(m.TS)
	m.Time = at.In(s.workspace.Zone).Format(time.RFC3339)
	m.Ephemeral = m.onlyFor != ""
	if m.Blocks == nil {
		m.Blocks = []any{}
	}
	if m.Files == nil {
		m.Files = []File{}
	}
	r.messages = append(r.messages, m)
	s.tellRoom(r, m.onlyFor)
	return m
}

func (s *Server) person(id string) (Person, bool) {
	for _, p := range s.workspace.People {
		if p.ID == id {
			return p, true
		}
	}
	return Person{}, false
}

// direct returns the direct message between the app and a person, or nil.
func (s *Server) direct(person string) *room {
	for _, r := range s.roomList {
		if r.im && r.with == person {
			return r
		}
	}
	return nil
}
