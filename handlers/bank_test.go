package handlers_test

import (
	"strings"
	"testing"

	"handrail/handlers"
	pw "handrail/peerwork"
	"handrail/prompts"
	"handrail/views"
)

// withAdmin has Noor set the bot up.
func withAdmin(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	roster, err := w.store.Roster(t.Context(), ws)
	w.must(err)
	roster.Admins = []pw.UserID{noor}
	w.must(w.store.SaveRoster(t.Context(), ws, -1, roster, noor, w.now))
	return w
}

// inList presses a button in an open form.
func (w *world) inList(by pw.UserID, action, value string) *views.Form {
	w.t.Helper()
	r := w.pressIn(handlers.Request{User: by, Name: action, Text: value, View: "V1"})
	if r.Update == nil {
		w.t.Fatalf("%s: nothing in the form's place: %+v", action, r)
	}
	return r.Update
}

func (w *world) bank() *prompts.Bank {
	w.t.Helper()
	bank, err := prompts.NewBanks(ourBank(w.t), w.store).Of(w.t.Context(), ws)
	w.must(err)
	return bank
}

func (w *world) status(id string) prompts.Status {
	w.t.Helper()
	p, ok := w.bank().ByID(id)
	if !ok {
		w.t.Fatalf("no %q", id)
	}
	return p.Status
}

const notAdmin = "Only an admin of Handrail can do this."

const teaQuestion = "Who made the tea today?"

// adds has the admin add a question, and returns its id.
func (w *world) adds(text string) string {
	w.t.Helper()
	r := w.submit(noor, w.inList(noor, views.ActBankAdd, ""), map[string]string{views.BoxQuestion: text, views.BoxQuestionAbout: "R1"})
	if r.Update == nil {
		w.t.Fatalf("not added: %v", r.Errors)
	}
	w.contains(shownIn(r.Update), "Saved. It can be asked from now on.", text)
	return w.ownID(text)
}

func (w *world) ownID(text string) string {
	w.t.Helper()
	for _, p := range w.bank().All() {
		if p.Text == text {
			return p.ID
		}
	}
	w.t.Fatalf("no question %q", text)
	return ""
}

func TestTheQuestionsInSlack(t *testing.T) {
	t.Run("are listed for admins only", func(t *testing.T) {
		w := withAdmin(t)
		w.contains(shownIn(w.command("/handrail", noor, "prompts").Form), "questions. These are 1 to 10.", "Switch off")
		for _, other := range []pw.UserID{sam, ama, jo} {
			w.contains(shownIn(w.command("/handrail", other, "prompts").Form), notAdmin)
			for name := range w.all.Actions {
				if strings.HasPrefix(name, "bank") {
					w.contains(shownIn(w.inList(other, views.Action(name, "r2-less-alone"), "")), notAdmin)
				}
			}
			r := w.do(w.all.Forms[views.FormQuestion], handlers.Request{User: other, Name: views.FormQuestion, View: "V1"})
			w.contains(shownIn(r.Update), notAdmin)
		}
	})
	t.Run("are narrowed by menus, and leafed through", func(t *testing.T) {
		w := withAdmin(t)
		r := w.pressIn(handlers.Request{User: noor, Name: views.BoxBankAbout, View: "V1", State: chosen(views.BoxBankAbout, "boundary")})
		w.contains(shownIn(r.Update), "How did you choose", "Boundary question")
		w.lacks(shownIn(r.Update), "Making a connection.")
		second := w.pressIn(handlers.Request{User: noor, Name: views.Action(views.ActBankPage, "10"), View: "V1"})
		w.contains(shownIn(second.Update), "These are 11 to 20.")
		last := w.pressIn(handlers.Request{User: noor, Name: views.Action(views.ActBankPage, "99999"), View: "V1"})
		w.contains(shownIn(last.Update), "Back")
	})
	t.Run("are switched off and on, by two admins at once too", func(t *testing.T) {
		w := withAdmin(t)
		w.contains(shownIn(w.inList(noor, views.Action(views.ActBankOff, "r2-less-alone"), "10")), "Switched off.", "These are 11 to 20.")
		w.inList(noor, views.Action(views.ActBankOff, "r3-waited"), "0")
		w.inList(noor, views.Action(views.ActBankOff, "r3-waited"), "0")
		w.inList(noor, views.Action(views.ActBankOn, "r2-less-alone"), "0")
		if w.status("r2-less-alone") != prompts.Active || w.status("r3-waited") != prompts.Retired {
			t.Error(w.status("r2-less-alone"), w.status("r3-waited"))
		}
		w.contains(shownIn(w.inList(noor, views.Action(views.ActBankOff, "no-such-question"), "")), "This question is not in the bank.")
	})
	t.Run("that are off can still be answered under an old message, and are not asked", func(t *testing.T) {
		w := withAdmin(t)
		w.inList(noor, views.Action(views.ActBankOff, "r2-less-alone"), "0")
		form := w.press(sam, views.Action(views.ActWritePrompt, "r2-less-alone"), "").Form
		w.contains(shownIn(form), "The question: What helped someone feel less alone")
		w.submit(sam, form, map[string]string{views.BoxWhat: canary})
		if n := w.notes(sam)[0]; n.Prompt != "r2-less-alone" {
			t.Errorf("it answers %q", n.Prompt)
		}
	})
}

func TestAQuestionOfOnesOwn(t *testing.T) {
	t.Run("is added with what most questions have", func(t *testing.T) {
		w := withAdmin(t)
		id := w.adds(teaQuestion)
		p, _ := w.bank().ByID(id)
		if p.Format != prompts.Quick || p.Theme != pw.Relationship || p.Depth != 1 || p.Status != prompts.Active {
			t.Errorf("%+v", p)
		}
	})
	t.Run("is added once, however often it is sent", func(t *testing.T) {
		w := withAdmin(t)
		w.adds(teaQuestion)
		before := len(w.bank().All())
		w.adds(teaQuestion)
		if got := len(w.bank().All()); got != before {
			t.Errorf("%d questions, were %d", got, before)
		}
	})
	t.Run("is refused, beside its box, where it hurts or is there already", func(t *testing.T) {
		w := withAdmin(t)
		w.adds(teaQuestion)
		for text, want := range map[string]string{
			"": "a question, for example", "Tell me.": "ends with a question mark", "What did the patient say?": "the person you support",
			"Who made the tea for us today?": "nearly the same", "What helped someone feel less alone with you?": "nearly the same as r2-less-alone",
			strings.Repeat("When and where ", 11) + "was it?": "at most 160 characters",
		} {
			r := w.submit(noor, w.inList(noor, views.ActBankAdd, ""), map[string]string{views.BoxQuestion: text, views.BoxQuestionAbout: "R1"})
			w.contains(r.Errors[views.BoxQuestion], want)
		}
		r := w.submit(noor, w.inList(noor, views.ActBankAdd, ""), map[string]string{views.BoxQuestion: "Where was it?"})
		w.contains(r.Errors[views.BoxQuestionAbout], "R1 to R", ", M1 to M", ", E1 to E", " or X")
	})
	t.Run("gets advice once, and is kept as it is when sent again", func(t *testing.T) {
		w := withAdmin(t)
		hard := map[string]string{views.BoxQuestion: "Which community organisations facilitated opportunities?", views.BoxQuestionAbout: "E4"}
		advised := w.submit(noor, w.inList(noor, views.ActBankAdd, ""), hard).Update
		w.contains(shownIn(advised), "You could make this better.", "a reading age of 9 to 11", "To keep it as it is, press the button again.")
		w.contains(shownIn(w.submit(noor, advised, hard).Update), "Saved.")
		w.ownID(hard[views.BoxQuestion])
	})
	t.Run("worded anew is a new one; who answered the old one still sees it", func(t *testing.T) {
		w := withAdmin(t)
		old := w.adds(teaQuestion)
		w.submit(sam, w.press(sam, views.Action(views.ActWritePrompt, old), "").Form, map[string]string{views.BoxWhat: canary})
		form := w.inList(noor, views.Action(views.ActBankOpen, old), "")
		w.submit(noor, form, map[string]string{views.BoxQuestion: "Who poured the tea today?"})
		if w.status(old) != prompts.Retired || w.status(w.ownID("Who poured the tea today?")) != prompts.Active {
			t.Error("the old one is asked, or the new one is not")
		}
		w.contains(shownIn(w.command("/handrail", sam, "notes").Form), "The question: "+teaQuestion)
		r := w.do(w.all.Forms[views.FormQuestion], handlers.Request{
			User: noor, Name: views.FormQuestion, View: "V2", Private: form.PrivateMetadata, State: filled(form, map[string]string{views.BoxQuestion: "Who drank the tea today?"}),
		})
		w.contains(encode(r.Errors), "somebody worded this question anew meanwhile")
	})
	t.Run("is retired, and asked again", func(t *testing.T) {
		w := withAdmin(t)
		id := w.adds(teaQuestion)
		w.contains(shownIn(w.inList(noor, views.Action(views.ActBankRetire, id), "")), "Retired.", "Yours, retired.")
		if w.status(id) != prompts.Retired {
			t.Error("it is asked")
		}
		w.contains(shownIn(w.inList(noor, views.Action(views.ActBankOpen, id), "")), "This question is retired.")
		w.inList(noor, views.Action(views.ActBankAgain, id), "")
		if w.status(id) != prompts.Active {
			t.Error("it is not asked")
		}
	})
}
