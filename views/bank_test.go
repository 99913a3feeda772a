package views_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"handrail/peerwork"
	"handrail/prompts"
	"handrail/views"
)

// ownQuestion is one of an organisation's own.
func ownQuestion(text string) prompts.Prompt {
	return prompts.Prompt{
		ID: "own-0000beef", Text: text, Boundary: "B3", Settings: []peerwork.Setting{"crisis-house", "day-service"}, Format: prompts.Group,
		Step: prompts.Learn, Depth: 3, Balance: prompts.Difficulty, Status: prompts.Active,
	}
}

func bankCases(add func(string, any), bank *prompts.Bank) {
	var rows []views.BankRow
	for _, p := range bank.All()[:views.PromptsPerPage-1] {
		rows = append(rows, views.BankRow{Prompt: p})
	}
	rows[1].Prompt.Status = prompts.Retired
	own := ownQuestion("When do we stay too long?")
	add("bank-empty", views.Bank(views.BankPage{Filter: views.BankFilter{Whose: views.OwnQuestions}}))
	add("bank-many", views.Bank(views.BankPage{Rows: append(rows, views.BankRow{Prompt: own, Own: true}), Offset: 10, Total: 380, Said: "Switched off. It is not asked any more."}))
	add("bank-pointed", views.Bank(views.BankPage{Rows: []views.BankRow{{Prompt: ownQuestion(pointed + "?"), Own: true}}, Total: 1}))
	add("question-new", views.Question(views.QuestionPage{Prompt: prompts.WithDefaults(prompts.Prompt{})}, ""))
	add("question-own", views.Question(views.QuestionPage{Prompt: own}, ""))
	retired := ownQuestion(arabic + "?")
	retired.Status = prompts.Retired
	add("question-retired", views.Question(views.QuestionPage{Prompt: retired}, ""))
	hard := ownQuestion("Which community organisations facilitated opportunities?")
	hard.ID = ""
	advice, err := prompts.CheckOne(bank, peerwork.BankChanges{}, hard)
	if err != nil {
		panic(err)
	}
	add("question-advised", views.Question(views.QuestionPage{Prompt: hard, Advice: advice.Advice()}, "abc"))
	add("question-too-long", views.Question(views.QuestionPage{Prompt: ownQuestion(strings.Repeat("What? ", 80))}, ""))
}

func TestWhatOfTheBankIsListed(t *testing.T) {
	group, off := ownQuestion("Who?"), ownQuestion("Who?")
	off.Status = prompts.Retired
	for name, c := range map[string]struct {
		filter views.BankFilter
		prompt prompts.Prompt
		own    bool
		want   bool
	}{
		"everything that is asked":      {views.BankFilter{}, group, false, true},
		"nothing that is off":           {views.BankFilter{}, off, false, false},
		"what is off where it is asked": {views.BankFilter{Whose: views.OffQuestions}, off, false, true},
		"one's own, retired ones too":   {views.BankFilter{Whose: views.OwnQuestions}, off, true, true},
		"none of ours among one's own":  {views.BankFilter{Whose: views.OwnQuestions}, group, false, false},
		"boundary questions":            {views.BankFilter{About: "boundary"}, group, false, true},
		"no boundary under a theme":     {views.BankFilter{About: "engagement"}, group, false, false},
		"one format":                    {views.BankFilter{Format: prompts.Group}, group, false, true},
		"no other format":               {views.BankFilter{Format: prompts.Quick}, group, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.filter.Shows(c.prompt, c.own); got != c.want {
				t.Errorf("listed: %v", got)
			}
		})
	}
}

func TestTheFormOfAQuestionReadsBackWhole(t *testing.T) {
	meta := views.QuestionMeta{Prompt: "own-tea-v2", Advised: "x&y=z"}
	if got := views.ParseQuestionMeta(meta.String()); got != meta {
		t.Error(cmp.Diff(meta, got))
	}
}
