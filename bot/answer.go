package bot

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"handrail/handlers"
	"handrail/peerwork"
	"handrail/views"
)

// outcome is what came of an arrival. told says whether the person has, or will get, an answer.
type outcome struct {
	reply  handlers.Reply
	result result
}

// result is how an arrival ended, for the metrics.
type result string

const (
	resultDone    result = "done"
	resultTold    result = "told" // the handler told the person what was wrong
	resultFailed  result = "failed"
	resultLate    result = "late"
	resultRefused result = "refused"
	resultUnknown result = "unknown"
)

// answering sends the acknowledgement: its payload, nil for an empty one. busy says that the handler still runs.
type answering func(payload json.RawMessage, busy bool)

// take answers one arrival along the one path all arrivals go. It calls answer once, in less than answerTime. It runs
// the handler itself, for waking another goroutine would cost a good part of what the handler does; where the
// handler is late, answer is called from elsewhere meanwhile. What remains to be done goes on in the background.
func (b *Bot) take(a arrival, answer answering) {
	began := time.Now()
	switch a.kind {
	case kindPerson:
		b.people.heard(*a.person)
		fallthrough
	case kindIgnored:
		b.metrics.took(a.kind, resultDone, began)
		answer(nil, false)
		return
	}
	f, first := b.flights.board(a)
	if !first {
		b.repeat(a, f, began, answer)
		return
	}
	late := make(chan struct{})
	timer := time.AfterFunc(answerTime, func() {
		defer close(late)
		defer b.recovered(a)
		b.metrics.took(a.kind, resultLate, began)
		answer(b.stillWorking(a), true)
	})
	b.fly(a, f)
	if timer.Stop() {
		b.metrics.took(a.kind, f.result, began)
		answer(b.acknowledge(a, f.outcome), false)
		return
	}
	<-late
	b.carryOutLate(a, f.outcome)
}

// repeat answers an arrival that came again while its handler runs: the same, and nothing is done besides.
func (b *Bot) repeat(a arrival, f *flight, began time.Time, answer answering) {
	timer := time.NewTimer(answerTime)
	defer timer.Stop()
	select {
	case <-f.landed:
		b.metrics.took(a.kind, f.result, began)
		payload, _ := b.split(a, f.reply)
		answer(payload, false)
	case <-timer.C:
		b.metrics.took(a.kind, resultLate, began)
		answer(b.stillWorking(a), false)
	}
}

// fly runs the handler and opens the form it may ask for.
func (b *Bot) fly(a arrival, f *flight) {
	defer b.flights.land(a, f)
	defer func() {
		if r := recover(); r != nil { // its value may hold somebody's words
			b.logPanic(a)
			if f.result == "" {
				f.outcome = outcome{b.apology(a), resultFailed}
			}
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), handlerTime)
	defer cancel()
	f.outcome = b.decide(ctx, a)
	b.open(ctx, a, &f.reply)
}

// decide admits the person and runs the handler.
func (b *Bot) decide(ctx context.Context, a arrival) outcome {
	if refusal := b.people.refuse(a.request.User, a.stranger); refusal != nil {
		return outcome{refused(a, refusal), resultRefused}
	}
	handle := b.handlerOf(a)
	if handle == nil {
		b.log.Warn("nobody handles this", "kind", a.kind)
		return outcome{unknownTo(a), resultUnknown}
	}
	b.people.meet(a.request.State)
	reply, err := handle(ctx, a.request)
	return b.explained(a, reply, err)
}

// explained turns a handler's error into what the person is told.
func (b *Bot) explained(a arrival, reply handlers.Reply, err error) outcome {
	var told *peerwork.Error
	switch {
	case err == nil:
		return outcome{reply, resultDone}
	case errors.Is(err, peerwork.ErrDuplicate):
		return outcome{alreadyDone(a), resultDone}
	case errors.As(err, &told):
		return outcome{problem(a, told.Error(), reply.GiveBack), resultTold}
	}
	b.log.Error("a handler failed", "kind", a.kind, "name", b.known(a), "error", err)
	return outcome{b.apology(a), resultFailed}
}

// open opens the form of a reply, or pushes it over the form the person is in. When that fails the reply says so and
// holds the person's words. A submission's form goes with the acknowledgement instead.
func (b *Bot) open(ctx context.Context, a arrival, reply *handlers.Reply) {
	if reply.Form == nil || a.kind == kindSubmission {
		return
	}
	err := b.messenger.openForm(ctx, a.trigger, a.inModal, *reply.Form)
	reply.Form = nil
	if err == nil {
		reply.GiveBack = "" // they stand in the form
		return
	}
	b.log.Warn("form did not open", "kind", a.kind, "name", b.known(a), "error", err)
	if reply.Say == nil {
		reply.Say = &views.Message{Text: formDidNotOpen}
	}
}

// acknowledge returns the payload of the acknowledgement and starts what must be done besides it.
func (b *Bot) acknowledge(a arrival, o outcome) json.RawMessage {
	payload, rest := b.split(a, o.reply)
	b.carryOut(a, rest)
	return payload
}

// split divides a reply into what the acknowledgement says and what is left to do.
func (b *Bot) split(a arrival, r handlers.Reply) (json.RawMessage, handlers.Reply) {
	switch a.kind {
	case kindCommand:
		if payload := commandAnswer(withWords(r)).appendTo(a.scratch); r.Say != nil && len(payload) <= a.ackLimit {
			r.Say = nil
			return payload, r
		}
	case kindSubmission:
		return b.splitSubmission(a, r)
	}
	return nil, r
}

func (b *Bot) splitSubmission(a arrival, r handlers.Reply) (json.RawMessage, handlers.Reply) {
	answer := submissionAnswer(r)
	r.Errors, r.Close = nil, false
	form := r.Update
	if form == nil {
		form = r.Form
	}
	r.Update, r.Form = nil, nil
	if answer == nil {
		return nil, r
	}
	payload := encode(answer)
	if len(payload) <= a.ackLimit {
		return payload, r
	}
	// Too large for a socket: hold the form open with a short page, and put the long one in its place.
	r.Update = form
	return encode(slack.NewUpdateViewSubmissionResponse(opening())), r
}

func submissionAnswer(r handlers.Reply) *slack.ViewSubmissionResponse {
	switch {
	case len(r.Errors) > 0:
		return slack.NewErrorsViewSubmissionResponse(r.Errors)
	case r.Update != nil:
		return slack.NewUpdateViewSubmissionResponse(&r.Update.ModalViewRequest)
	case r.Form != nil:
		return slack.NewPushViewSubmissionResponse(&r.Form.ModalViewRequest)
	case r.Close:
		return slack.NewClearViewSubmissionResponse()
	}
	return nil
}

// carryOut does what a reply asks for besides the acknowledgement.
func (b *Bot) carryOut(a arrival, r handlers.Reply) {
	if r.Wake {
		b.wake()
	}
	if r.Update != nil {
		b.goAfter(a, func(ctx context.Context) error { return b.messenger.updateForm(ctx, a, *r.Update) })
	}
	if r.Home != nil {
		b.goAfter(a, func(ctx context.Context) error { return b.messenger.publishHome(ctx, a.request.User, *r.Home) })
	}
	if r.Send != nil {
		b.goAfter(a, func(ctx context.Context) error { return b.send(ctx, a.request.User, *r.Send) })
	}
	if r.Say != nil || r.Remove {
		b.goAfter(a, func(ctx context.Context) error { return b.say(ctx, a, r) })
	}
}

// say answers at the response URL, where only the person sees it, else by direct message, which Slack keeps: that never
// holds their words.
func (b *Bot) say(ctx context.Context, a arrival, r handlers.Reply) error {
	if a.responseURL != "" {
		err := b.messenger.respond(ctx, a.responseURL, responseTo(r))
		if err == nil || r.Say == nil {
			return err
		}
		b.log.Warn("response URL did not answer", "kind", a.kind, "error", err)
	}
	if r.Say == nil {
		return nil
	}
	return b.messenger.tell(ctx, a.request.User, b.withoutWords(ctx, a, r))
}

// withoutWords is what a reply says in a message that Slack keeps. Words that could not be given back are held for the
// person to open, where that is possible.
func (b *Bot) withoutWords(ctx context.Context, a arrival, r handlers.Reply) (m views.Message) {
	if strings.TrimSpace(r.GiveBack) == "" || r.Held {
		return *r.Say
	}
	lost := views.Message{Text: r.Say.Text + "\n" + notGivenBack}
	if a.kind != kindCommand || b.registry.Hold == nil || b.people.refuse(a.request.User, a.stranger) != nil {
		return lost
	}
	defer func() {
		if r := recover(); r != nil {
			b.logPanic(a)
			m = lost
		}
	}()
	held, err := b.registry.Hold(ctx, a.request, unescaper.Replace(r.Say.Text))
	if err != nil {
		b.log.Warn("could not hold what was not saved", "name", b.known(a), "error", err)
		return lost
	}
	return held
}

// carryOutLate says what came of a handler that took too long.
func (b *Bot) carryOutLate(a arrival, o outcome) {
	if o.result == resultFailed && a.kind == kindCommand {
		return // what was acknowledged says so already
	}
	r := o.reply
	r.Errors, r.Form, r.Update = nil, nil, nil
	b.carryOut(a, r)
}

// answerMessage is what Slack takes at a response URL and as the acknowledgement of a command.
type answerMessage struct {
	Type    string // "response_type"
	Text    string
	Blocks  []slack.Block
	Replace bool // "replace_original"
	Delete  bool // "delete_original"
}

const answerSize = 8 << 10 // bytes: the answer to a note, with some to spare

// JSON is how Slack takes it.
func (m answerMessage) JSON() json.RawMessage { return m.appendTo(nil) }

// appendTo is JSON, written into the room there is; nil for none.
func (m answerMessage) appendTo(to []byte) json.RawMessage {
	if to == nil {
		to = make([]byte, 0, answerSize)
	}
	to = append(to, `{"replace_original":`...)
	to = strconv.AppendBool(to, m.Replace)
	if m.Type != "" {
		to = views.AppendString(append(to, `,"response_type":`...), m.Type)
	}
	if m.Text != "" {
		to = views.AppendString(append(to, `,"text":`...), m.Text)
	}
	if len(m.Blocks) > 0 {
		to = views.AppendBlocks(append(to, `,"blocks":`...), m.Blocks)
	}
	if m.Delete {
		to = append(to, `,"delete_original":true`...)
	}
	return append(to, '}')
}

func commandAnswer(m *views.Message) answerMessage {
	if m == nil {
		return answerMessage{}
	}
	return answerMessage{Type: "ephemeral", Text: m.Text, Blocks: m.Blocks}
}

func responseTo(r handlers.Reply) answerMessage {
	m := commandAnswer(withWords(r))
	m.Replace, m.Delete = r.Replace, r.Remove && r.Say == nil
	return m
}

// encode never fails on what views draw.
func encode(v any) json.RawMessage {
	payload, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	return payload
}
