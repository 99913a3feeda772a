package main

import (
	"handrail/peerwork"
	"handrail/playground"
	"handrail/sample"
	"handrail/views"
)

// guide is the first walk: with the sample teams a week of theirs, and without them how one is set up.
func guide(roster peerwork.Roster) []playground.Step {
	if _, ok := roster.Team("riverside"); ok {
		return weekWalk()
	}
	return setUpWalk()
}

// setUpWalk goes from a Slack workspace in which nobody has set Handrail up to the first digest.
func setUpWalk() []playground.Step {
	return []playground.Step{
		{
			Title: "Begin with nothing", As: "U0ADM", Where: "D0ADM", Type: "/handrail setup",
			Text: "Be Robin, an admin of this Slack workspace. Handrail is installed, and nobody has set it up yet.",
		},
		{
			Title: "Become the first admin", As: "U0ADM", Where: "D0ADM", When: "action:" + views.ActAdminClaim,
			Text: "Press Become the first admin. The button is there only while Handrail has no admin.",
		},
		{
			Title: "Add a team", As: "U0ADM", Where: "D0ADM", When: "submit:" + views.FormTeam,
			Text: "Press Add a team. Give it a name, the channel riverside-peers, and Jo as its line manager.",
		},
		{
			Title: "Add a peer worker", As: "U0ADM", Where: "D0ADM", When: "submit:" + views.FormWorker,
			Text: "Press Add a peer worker. Choose Sam, and Ama as the supervisor. Add more if you like.",
		},
		{
			Title: "Let Handrail into the channel", As: "U0MGR", Where: sample.Riverside, Type: "/invite @Handrail",
			Text: "Be Jo, who is in the team's channel, and invite Handrail. Without this, it cannot post the team's questions there.",
		},
		{
			Title: "Write something down", As: "U01SAM", Where: "D01SAM", Type: "/reflect I went with him to the allotment group and stayed until he knew two names.",
			Text: "Be Sam, whom you made a peer worker. Keep the suggested theme: the answer then asks about Jo's summary. Answer yes.",
		},
		{Title: "Go to Monday", When: "clock", Text: "Move the clock to Monday 10:00. The digest goes to Jo at 09:00, and the team's question to the channel at 10:00."},
		{
			Title: "Read the digest", As: "U0MGR", Where: "D0MGR", Type: "/digest",
			Text: "Be Jo, the line manager. Fewer than five people shared, so the theme has a name and no number.",
		},
	}
}

// weekWalk is a first walk through a week, to the digest and then to supervision.
func weekWalk() []playground.Step {
	return []playground.Step{
		{
			Title: "Write something down", As: "U01SAM", Where: "D01SAM", When: "command:/reflect",
			Type: "/reflect I went with him to the allotment group and stayed until he knew two names.",
			Text: "Be Sam, a peer worker, in the conversation with Handrail. Send the words: only Sam sees the answer.",
		},
		{
			Title: "Share its themes", As: "U01SAM", Where: "D01SAM", When: "action:" + views.ActShare,
			Text: "Keep the suggested theme. Then answer yes to sharing themes in Jo's summary: not the words, not the name.",
		},
		{
			Title: "Keep another private", As: "U01SAM", Where: "D01SAM", When: "command:/reflect",
			Type: "/reflect She asked me to sit with her. After a while she talked about her brother.",
			Text: "Write a second note and keep its theme. It starts with your first answer, which was yes: answer no this time.",
		},
		{
			Title: "Start a discussion", As: "U0SUP", Where: sample.Riverside, When: "command:/supervision",
			Type: "/supervision ask engagement",
			Text: "Be Ama, a supervisor. Look at the question, take another one if you like, and post it in the channel.",
		},
		{Title: "Go to Monday", When: "clock", Text: "Move the clock to Monday 09:00. The digest goes out; the team's question follows at 10:00."},
		{
			Title: "Read the digest", As: "U0MGR", Where: "D0MGR", When: "command:/digest", Type: "/digest",
			Text: "Be Jo, the line manager. Before Sam, four people had shared engagement, and no number was shown. Now it is five. Sam's second note changed nothing: relationship stays at six.",
		},
		{
			Title: "Bring something to supervision", As: "U01SAM", Where: "home", When: "submit:" + views.FormAgendaShare,
			Text: "Be Sam again, in App Home. Press Share with Ama, look at what Ama will be able to read, and share it.",
		},
		{Title: "Go to Wednesday", When: "clock", Text: "Move the clock to Wednesday 09:00. Sam meets Ama on Thursday: both are reminded, and Sam gets a question to prepare with."},
		{
			Title: "Read it as Ama", As: "U0SUP", Where: "D0SUP", When: "action:" + views.ActOpenLine,
			Text: "Be Ama, Sam's supervisor. Open the session from the reminder, then the line under What went well. Sam can see that you opened it.",
		},
	}
}
