package handlers

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"time"

	"handrail/peerwork"
	"handrail/prompts"
	"handrail/views"
)

type bankStore interface {
	BankChanges(ctx context.Context, ws peerwork.WorkspaceID) (peerwork.BankChanges, error)
	SaveBankChanges(ctx context.Context, ws peerwork.WorkspaceID, revision int, b peerwork.BankChanges, by peerwork.UserID, now time.Time) error
	PromptAt(ctx context.Context, ws peerwork.WorkspaceID, user peerwork.UserID, message string) (string, error)
	PromptsSent(ctx context.Context, ws peerwork.WorkspaceID, user peerwork.UserID, since time.Time) ([]string, error)
	ReplacePrompt(ctx context.Context, ws peerwork.WorkspaceID, user peerwork.UserID, message, prompt string) error
}

// bankDoors lead to the question bank.
func (d *desk) bankDoors() doors {
	return doors{
		actions: map[string]Handler{
			views.ActBank:       d.opening(d.asAdmin(d.openBank), ""),
			views.ActBankPage:   d.asAdmin(d.leafBank),
			views.BoxBankAbout:  d.asAdmin(d.leafBank),
			views.BoxBankFormat: d.asAdmin(d.leafBank),
			views.BoxBankWhose:  d.asAdmin(d.leafBank),
			views.ActBankOff:    d.asAdmin(d.switchOff),
			views.ActBankOn:     d.asAdmin(d.switchOn),
			views.ActBankAdd:    d.opening(d.asAdmin(d.addQuestion), ""),
			views.ActBankOpen:   d.opening(d.asAdmin(d.openQuestion), ""),
			views.ActBankRetire: d.asAdmin(d.retireQuestion),
			views.ActBankAgain:  d.asAdmin(d.askAgain),
		},
		forms: map[string]Handler{views.FormQuestion: d.asAdmin(d.submitQuestion)},
	}
}

// openBank opens the list of questions, or puts it in the place of the form it was asked for in.
func (d *desk) openBank(ctx context.Context, h here) (Reply, error) {
	return d.bankPage(ctx, h, views.BankPage{})
}

// leafBank draws the list anew: a menu was used, or a page turned.
func (d *desk) leafBank(ctx context.Context, h here) (Reply, error) {
	page := views.BankPage{Filter: views.ReadBankFilter(h.State)}
	page.Offset, _ = strconv.Atoi(views.ActionID(h.Name))
	return d.bankPage(ctx, h, page)
}

func (d *desk) bankPage(ctx context.Context, h here, page views.BankPage) (Reply, error) {
	changes, err := d.Store.BankChanges(ctx, h.Workspace)
	if err != nil {
		return Reply{}, err
	}
	bank, err := d.banks.Of(ctx, h.Workspace)
	if err != nil {
		return Reply{}, err
	}
	var rows []views.BankRow
	for _, p := range bank.All() {
		_, own := changes.OwnByID(p.ID)
		if page.Filter.Shows(p, own) {
			rows = append(rows, views.BankRow{Prompt: p, Own: own})
		}
	}
	page.Total = len(rows)
	page.Offset = min(max(0, page.Offset), max(0, page.Total-1)/views.PromptsPerPage*views.PromptsPerPage)
	page.Rows = rows[page.Offset:min(page.Total, page.Offset+views.PromptsPerPage)]
	return inPlace(h.Request, views.Bank(page)), nil
}

func (d *desk) switchOff(ctx context.Context, h here) (Reply, error) {
	return d.switched(ctx, h, (*peerwork.BankChanges).SwitchOff, "Switched off. It is not asked any more.")
}

func (d *desk) switchOn(ctx context.Context, h here) (Reply, error) {
	return d.switched(ctx, h, (*peerwork.BankChanges).SwitchOn, "Switched on. It can be asked from now on.")
}

// switched changes one of Handrail's own questions, and stays at the same page of the list.
func (d *desk) switched(ctx context.Context, h here, change func(*peerwork.BankChanges, string), said string) (Reply, error) {
	id := views.ActionID(h.Name)
	if _, ours := d.Bank.ByID(id); !ours {
		return Reply{}, noQuestionOfThatID()
	}
	err := d.changeBank(ctx, h, func(b *peerwork.BankChanges) error {
		change(b, id)
		return nil
	})
	if err != nil {
		return Reply{}, err
	}
	page := views.BankPage{Filter: views.ReadBankFilter(h.State), Said: said}
	page.Offset, _ = strconv.Atoi(h.Text)
	return d.bankPage(ctx, h, page)
}

func noQuestionOfThatID() error {
	return &peerwork.Error{What: "This question is not in the bank.", Try: "Type /handrail prompts to see those that are."}
}

// changeBank changes the questions as they stand now. change is called anew where another admin changed them meanwhile.
func (d *desk) changeBank(ctx context.Context, h here, change func(*peerwork.BankChanges) error) error {
	return ofWhatStands(func() error { return d.changeBankOnce(ctx, h, change) })
}

func (d *desk) changeBankOnce(ctx context.Context, h here, change func(*peerwork.BankChanges) error) error {
	b, err := d.Store.BankChanges(ctx, h.Workspace)
	if err != nil {
		return err
	}
	if err := change(&b); err != nil {
		return err
	}
	return d.Store.SaveBankChanges(ctx, h.Workspace, b.Revision, b, h.User, h.Now)
}

// addQuestion opens an empty question, with what most questions have.
func (d *desk) addQuestion(_ context.Context, h here) (Reply, error) {
	return inPlace(h.Request, views.Question(views.QuestionPage{Prompt: prompts.WithDefaults(prompts.Prompt{})}, "")), nil
}

// openQuestion opens one of the organisation's own.
func (d *desk) openQuestion(ctx context.Context, h here) (Reply, error) {
	p, err := d.ownQuestion(ctx, h, views.ActionID(h.Name))
	if err != nil {
		return Reply{}, err
	}
	return inPlace(h.Request, views.Question(views.QuestionPage{Prompt: p}, "")), nil
}

func (d *desk) ownQuestion(ctx context.Context, h here, id string) (prompts.Prompt, error) {
	changes, err := d.Store.BankChanges(ctx, h.Workspace)
	if err != nil {
		return prompts.Prompt{}, err
	}
	own, ok := changes.OwnByID(id)
	if !ok {
		return prompts.Prompt{}, noQuestionOfThatID()
	}
	return prompts.Written(own)
}

func (d *desk) retireQuestion(ctx context.Context, h here) (Reply, error) {
	return d.put(ctx, h, prompts.Retired, "Retired. It is not asked any more, and stays with the answers it has.")
}

func (d *desk) askAgain(ctx context.Context, h here) (Reply, error) {
	return d.put(ctx, h, prompts.Active, "It can be asked again from now on.")
}

// put gives one of the organisation's own questions a status, and shows the list of theirs.
func (d *desk) put(ctx context.Context, h here, status prompts.Status, said string) (Reply, error) {
	id := views.ActionID(h.Name)
	err := d.changeBank(ctx, h, func(b *peerwork.BankChanges) error {
		if !prompts.IsNewest(*b, id) {
			return wordedAnew()
		}
		i := slices.IndexFunc(b.Own, func(o peerwork.OwnPrompt) bool { return o.ID == id })
		b.Own[i].Retired = status == prompts.Retired
		return nil
	})
	if err != nil {
		return Reply{}, err
	}
	page := views.BankPage{Filter: views.BankFilter{Whose: views.OwnQuestions}, Said: said}
	return d.bankPage(ctx, h, page)
}

func wordedAnew() error {
	return &peerwork.Error{What: "Not saved: somebody worded this question anew meanwhile.", Try: "Go back to the questions, and open the new one."}
}

// submitQuestion adds a question, or a new version of one. What must be mended is told beside the box. Advice is shown
// once: sent again unchanged, the question is kept as it is.
func (d *desk) submitQuestion(ctx context.Context, h here) (Reply, error) {
	meta, p := views.ParseQuestionMeta(h.Private), views.ReadQuestion(h.State)
	p.ID = cmp.Or(meta.Prompt, ownID(p.Text))
	changes, err := d.Store.BankChanges(ctx, h.Workspace)
	if err != nil {
		return Reply{}, err
	}
	found, err := prompts.CheckOne(d.Bank, changes, p)
	if err != nil {
		return Reply{}, err
	}
	if refused := found.Refused(); len(refused) > 0 {
		return Reply{Errors: besideBoxes(refused, meta)}, nil
	}
	if advised := fingerprint(p); len(found) > 0 && meta.Advised != advised {
		shown := p
		shown.ID = meta.Prompt
		form := views.Question(views.QuestionPage{Prompt: shown, Advice: found}, advised)
		return Reply{Update: &form}, nil
	}
	err = d.keepQuestion(ctx, h, meta, p)
	var told *peerwork.Error
	if errors.As(err, &told) {
		return Reply{Errors: map[string]string{meta.Block(views.BoxQuestion): told.Error()}}, nil // what was typed stays
	}
	if err != nil {
		return Reply{}, err
	}
	return d.bankPage(ctx, h, views.BankPage{Filter: views.BankFilter{Whose: views.OwnQuestions}, Said: "Saved. It can be asked from now on."})
}

func (d *desk) keepQuestion(ctx context.Context, h here, meta views.QuestionMeta, p prompts.Prompt) error {
	return d.changeBank(ctx, h, func(b *peerwork.BankChanges) error {
		if meta.Prompt != "" && !prompts.IsNewest(*b, meta.Prompt) && !prompts.SameAsNewest(*b, p) {
			return wordedAnew()
		}
		return prompts.Put(b, p, h.Now, new(prompts.Added))
	})
}

// besideBoxes puts each mistake beside the box it is about.
func besideBoxes(found prompts.Mistakes, meta views.QuestionMeta) map[string]string {
	boxes := map[string]string{
		"sub_theme": views.BoxQuestionAbout, "theme": views.BoxQuestionAbout, "boundary": views.BoxQuestionAbout, "settings": views.BoxQuestionSettings,
		"format": views.BoxQuestionFormat, "step": views.BoxQuestionStep, "depth": views.BoxQuestionDepth, "balance": views.BoxQuestionBalance,
	}
	beside := map[string]string{}
	for _, m := range found {
		block := meta.Block(cmp.Or(boxes[m.Field], views.BoxQuestion))
		beside[block] = strings.TrimSpace(beside[block] + " " + m.Told())
	}
	return beside
}

// ownID names a new question by its words, so that the same question sent twice is one.
func ownID(text string) string {
	sum := fnv.New32a()
	fmt.Fprint(sum, text)
	return fmt.Sprintf("own-%08x", sum.Sum32())
}

func fingerprint(p prompts.Prompt) string {
	sum := fnv.New64a()
	fmt.Fprint(sum, p.Text, p.Format)
	return strconv.FormatUint(sum.Sum64(), 36)
}
