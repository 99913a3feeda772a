package views

import (
	"github.com/slack-go/slack"

	"handrail/peerwork"
)

// userPicker is Slack's own menu of people, for one of them.
func userPicker(action, placeholder string, chosen peerwork.UserID) *slack.SelectBlockElement {
	return &slack.SelectBlockElement{Type: slack.OptTypeUser, ActionID: action, Placeholder: plain(placeholder), InitialUser: string(chosen)}
}

// usersPicker is Slack's own menu of people, for several.
func usersPicker(action, placeholder string, chosen []peerwork.UserID) *slack.MultiSelectBlockElement {
	e := &slack.MultiSelectBlockElement{Type: slack.MultiOptTypeUser, ActionID: action, Placeholder: plain(placeholder)}
	for _, u := range chosen {
		e.InitialUsers = append(e.InitialUsers, string(u))
	}
	return e
}

// channelPicker is Slack's own menu of channels, the private ones that the person is in among them.
func channelPicker(action, placeholder, chosen string) *slack.SelectBlockElement {
	return &slack.SelectBlockElement{
		Type: slack.OptTypeConversations, ActionID: action, Placeholder: plain(placeholder), InitialConversation: chosen,
		Filter: &slack.SelectBlockElementFilter{Include: []string{"public", "private"}, ExcludeExternalSharedChannels: true},
	}
}

// line is a text box of one line.
func line(action, placeholder, initial string, most int) *slack.PlainTextInputBlockElement {
	e := slack.NewPlainTextInputBlockElement(plain(placeholder), action)
	e.MaxLength, e.InitialValue = most, fit(initial, most)
	return e
}

// User returns whom a menu of people has chosen; "" for nobody.
func (s State) User(action string) peerwork.UserID {
	a, _ := s.find(action)
	return peerwork.UserID(a.SelectedUser)
}

// Users returns whom a menu of several people has chosen.
func (s State) Users(action string) []peerwork.UserID {
	a, _ := s.find(action)
	var users []peerwork.UserID
	for _, u := range a.SelectedUsers {
		users = append(users, peerwork.UserID(u))
	}
	return users
}

// Channel returns the channel a menu has chosen; "" for none.
func (s State) Channel(action string) string {
	a, _ := s.find(action)
	return a.SelectedConversation
}

// BlockOf returns the id of the block a box stands in: where something is said beside it.
func (s State) BlockOf(action string) string {
	for id, block := range s {
		if _, ok := block[action]; ok {
			return id
		}
	}
	return action
}
