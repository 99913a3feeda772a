package views

import (
	"fmt"
	"strings"
	"time"

	"handrail/peerwork"
)

// AgendaItself is the second look before the agenda shares itself from now on.
func AgendaItself(names []string) Form {
	var p page
	now := "You have no supervisor now."
	if len(names) > 0 {
		now = "Now that is " + peerwork.JoinAnd(names) + "."
	}
	p.say("On the working day before a session, everything on your agenda for that session is shared.",
		"Then whoever you have that session with can read it, with your name: the lines, and all the words of the notes.", now)
	p.say("Is today that working day? Then it is shared today.")
	p.say("We tell you in a message how much was shared. One press takes it back. You can turn this off at any time.")
	p.buttons(primary(button("Share by itself from now on", Action(ActAgendaItself, "yes"), "")), button("Back to my agenda", ActAgenda, ""))
	return p.form("Share by itself", FormAgenda, "", "", foot{reads: onlyYou, goes: nothingLonger})
}

const nothingLonger = "To share something does not change the day on which its words go."

// AgendaReader is somebody who will be able to read, and what.
type AgendaReader struct {
	Reader  peerwork.Named
	Called  string // as one speaks to the author: "Ama, your supervisor and your line manager"
	Entries []AgendaEntry
}

// mostReaders is for how many people one look is. Who names more, shares with the others after.
const mostReaders = 15

// ShareAgenda is the look before an agenda is shared: who will be able to read what, exactly.
func ShareAgenda(readers []AgendaReader, zone *time.Location) Form {
	var p page
	readers = readers[:min(len(readers), mostReaders)]
	for _, r := range readers {
		p.header(fit("For "+r.Reader.Name, maxHeader))
		p.say(upperFirst(r.Called) + ", will be able to read this, with your name:")
		var items []string
		for _, e := range r.Entries {
			items = append(items, sharedText(e, zone))
		}
		p.say(strings.Join(items, "\n\n"))
		p.say(fmt.Sprintf("%s can open it from now on, until you have talked about it or you take it back.", r.Reader.Name),
			fmt.Sprintf("You see when %s opens something.", r.Reader.Name))
	}
	p.buttons(button("Back to my agenda", ActAgenda, ""))
	return p.form("Share my agenda", FormAgendaShare, "Share", sharePrivate(readers), foot{reads: "Only you see this page.", goes: nothingLonger})
}

func sharedText(e AgendaEntry, zone *time.Location) string {
	if e.Item.Note == "" {
		return "“" + e.Item.Line + "”"
	}
	return upperFirst(itemName(e.Item, zone)) + ", all its words:\n“" + begins(e.Item.Words) + "”"
}

// sharePrivate is what the person was shown: for whom, and which items. With the most an agenda holds it stays inside
// Slack's 3,000 characters.
func sharePrivate(readers []AgendaReader) string {
	var all []string
	for _, r := range readers {
		var ids []string
		for _, e := range r.Entries {
			ids = append(ids, e.Item.ID)
		}
		all = append(all, string(r.Reader.User)+"="+strings.Join(ids, ","))
	}
	return strings.Join(all, ";")
}

// ShownToShare reads what the person was shown before they shared: by item, for whom.
func ShownToShare(private string) map[string]peerwork.UserID {
	shown := map[string]peerwork.UserID{}
	for _, part := range strings.Split(private, ";") {
		reader, ids, _ := strings.Cut(part, "=")
		for _, id := range strings.Split(ids, ",") {
			if id != "" && reader != "" {
				shown[id] = peerwork.UserID(reader)
			}
		}
	}
	return shown
}

// AgendaShared tells a worker that their agenda shared itself, without any words.
func AgendaShared(supervisor string, items int, session time.Time, zone *time.Location) Message {
	var p page
	p.say(fmt.Sprintf("Your agenda was shared with %s, for your session on %s.", Name(supervisor), Moment(session, zone)))
	p.say(upperFirst(count(items, "thing is", "things are")) + " open to " + Name(supervisor) + " now, until you take it back or have talked about it.")
	p.buttons(button("Take it back", ActAgendaBack, ""), button("Open my agenda", ActAgenda, ""))
	p.small("You chose that your agenda shares itself on the working day before. You can turn that off in My agenda.")
	return p.message()
}

// TakenBack stands where AgendaShared stood.
func TakenBack() Message {
	return Told("Taken back. Nothing from your agenda is shared now.")
}
