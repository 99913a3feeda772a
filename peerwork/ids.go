package peerwork

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strings"
)

// WorkspaceID is a Slack workspace (T...).
type WorkspaceID string

// UserID is a Slack user (U... or W...).
type UserID string

// TeamID is a team's id in teams.yaml.
type TeamID string

// NoteID is a note's random id. It says nothing of its author or its time.
type NoteID string

// AuthorRef stands for an author in note rows and shared themes. It is random; what ties it to a UserID is
// kept with the author's wrapped key only, and is destroyed with it.
type AuthorRef string

// NewID returns 128 random bits as 26 lower-case letters and digits.
func NewID() string {
	var b [16]byte
	rand.Read(b[:])
	return lettered(b)
}

// IDOf returns an ID that follows from what it is made of, in that order, and from which nobody can tell what that was
// who does not know it.
func IDOf(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return lettered([16]byte(sum[:16]))
}

// NoteIDOf returns the ID of the note that an author makes by a request, whose key once is: the same request again means
// the same note. Without a request it is a new one each time.
func NoteIDOf(ws WorkspaceID, author UserID, once string) NoteID {
	if once == "" {
		return NoteID(NewID())
	}
	return NoteID(IDOf(string(ws), string(author), once))
}

func lettered(b [16]byte) string {
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b[:]))
}
