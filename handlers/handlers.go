package handlers

import (
	"maps"
	"sync/atomic"
	"time"

	"handrail/mask"
	"handrail/prompts"
	"handrail/suggest"
	"handrail/views"
)

// Store is all that the handlers ask of storage, each file's part named there.
type Store interface {
	rosterStore
	noteStore
	listStore
	sharedStore
	soonStore
	digestStore
	questionStore
	settingsStore
	dataStore
	copyStore
	keepingStore
	draftStore
	sessionStore
	agendaStore
	groupStore
	rosterChangeStore
	scheduleStore
	bankStore
}

// Suggester suggests themes for a note.
type Suggester interface {
	Suggest(text string) []suggest.Suggestion
}

// Masker hides hard identifiers and points out possible names.
type Masker interface {
	Mask(text string) mask.Result
}

// Dependencies are what the handlers stand on.
type Dependencies struct {
	Store      Store
	Suggester  Suggester
	Masker     Masker
	Bank       *prompts.Bank             // our own; each workspace's stands on it
	BackupDays int                       // after which what is deleted is out of backups too; 0: not known
	Signpost   views.Signpost            // where a team's nation has none of its own
	Signposts  map[string]views.Signpost // by nation: GB-ENG, GB-SCT, GB-WLS, GB-NIR
	OpenTime   time.Duration             // how long reading may take before a form opens; 0: what Slack allows
	SendsFiles func() bool               // whether Slack lets the bot send files, as far as is known; nil: it does
	SlackURL   string                    // of the workspace, "https://riverside.slack.com/"; "": no links to messages
}

// desk is where requests are answered.
type desk struct {
	Dependencies
	banks    *prompts.Banks // what is asked: Bank, with what each organisation made of it
	commands []Command      // what help lists
	saving   atomic.Int32   // how many save the words of a command now
}

// The commands that save the words after them.
const (
	commandReflect  = "/reflect"
	commandBoundary = "/boundary"
)

// New returns everything a person can do. To add a command, write its handler in a file of its own and add a line
// here: routing, help, the manifest and the playground learn of it from this list.
func New(deps Dependencies) Registry {
	d := &desk{Dependencies: deps, banks: prompts.NewBanks(deps.Bank, deps.Store)}
	d.commands = []Command{
		{commandReflect, "Write down what happened. Only you can read it, unless you choose otherwise.", "[what happened]", d.reflect},
		{commandBoundary, "Keep a boundary question, and say when you want to talk about it.", "[your question]", d.boundary},
		{"/supervision", "See what you are bringing to supervision, or ask the team a question.", "[ask] [theme]", d.supervision},
		{"/digest", "See what a team shared in a week or a month that has ended.", "[team] [week or month]", d.digest},
		{"/handrail", "Help, your notes, your settings and your data.", "[notes | themes | settings | data | copy | who | setup]", d.handrail},
	}
	doors := d.doors()
	return d.signed(Registry{
		Commands: d.commands,
		Shortcuts: []Shortcut{
			{views.ShortcutReflect, "Write a reflection", "Opens an empty form that only you see.", false, d.opening(d.writeReflection, views.ActWrite)},
			{views.ShortcutBoundary, "Ask a boundary question", "Opens an empty form that only you see.", false, d.opening(d.writeBoundary, views.ActAskBoundary)},
			{views.ShortcutReflectOn, "Reflect on this", "Opens an empty form. The message is not copied.", true, d.opening(d.writeOnMessage, views.ActWrite)},
		},
		Actions: doors.actions,
		Forms:   doors.forms,
		Home:    d.home,
		Direct:  d.direct,
		Hold:    d.holdUnsaid,
	})
}

// doors are the buttons and menus, by action id, and the forms, by callback id, that lead to handlers.
type doors struct {
	actions map[string]Handler
	forms   map[string]Handler
}

// doors gathers those of every room. A room keeps its own in a function beside its handlers.
func (d *desk) doors() doors {
	all := doors{actions: map[string]Handler{}, forms: map[string]Handler{}}
	for _, room := range []doors{
		d.writingDoors(),
		d.draftDoors(),
		d.noteDoors(),
		d.promptDoors(),
		d.soonDoors(),
		d.sessionDoors(),
		d.agendaDoors(),
		d.groupDoors(),
		d.askDoors(),
		d.sharedDoors(),
		d.digestDoors(),
		d.settingsDoors(),
		d.hoursDoors(),
		d.dataDoors(),
		d.scheduleDoors(),
		d.adminDoors(),
		d.bankDoors(),
	} {
		maps.Copy(all.actions, room.actions)
		maps.Copy(all.forms, room.forms)
	}
	return all
}
