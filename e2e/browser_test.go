package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"handrail/internal/need"
)

// page is a browser that looks at a playground. Its methods wait for what they need, and fail the test when it does
// not come.
type page struct {
	t   testing.TB
	pg  *playground
	ctx context.Context
	who string

	mu       sync.Mutex
	troubles []string // what the page's own code complained of
}

// The widths a page is looked at in.
const (
	deskWidth, deskHeight   = 1280, 900
	phoneWidth, phoneHeight = 375, 760
)

// browse opens the playground in headless Chromium.
func browse(t testing.TB, pg *playground) *page {
	t.Helper()
	path := need.Chromium(t)
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(deskWidth, deskHeight),
		chromedp.Flag("lang", "en-GB"), chromedp.Env("TZ=Europe/London", "LANGUAGE=en_GB", "LANG=en_GB.UTF-8", "LC_ALL=en_GB.UTF-8"),
	}
	for _, flag := range []string{
		"headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
		"disable-component-update", "disable-sync", "disable-dev-shm-usage", "hide-scrollbars", "mute-audio",
	} {
		options = append(options, chromedp.Flag(flag, true))
	}
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	p := &page{t: t, pg: pg, ctx: ctx}
	// The browser lives as long as the context it is started with, so this one has no limit.
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal("start the browser: ", err)
	}
	go p.listen(chromedp.Console(ctx))
	p.run("bring the window to the front", inFront())
	p.sized(deskWidth, deskHeight)
	t.Cleanup(p.report)
	return p
}

// inFront makes the window the one a person looks at. Without it, what has the focus is told of no loss.
func inFront() chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
		return err
	})
}

// listen keeps what goes wrong in the page.
func (p *page) listen(said iter.Seq2[chromedp.ConsoleMessage, error]) {
	for message, err := range said {
		if err != nil {
			return
		}
		if message.Type == chromedp.ConsoleError || message.IsException() {
			p.mu.Lock()
			p.troubles = append(p.troubles, message.Text+" "+message.URL)
			p.mu.Unlock()
		}
	}
}

func (p *page) report() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, trouble := range p.troubles {
		p.t.Errorf("the page complained: %s", trouble)
	}
}

func (p *page) run(doing string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, enough := context.WithTimeout(p.ctx, patience)
	defer enough()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.shoot()
		p.t.Fatalf("%s: %v", doing, err)
	}
}

// ask answers a question about the page. The question is JavaScript that may use the helpers, and args.
func ask[T any](p *page, question string, args ...any) T {
	p.t.Helper()
	given, err := json.Marshal(append([]any{}, args...))
	if err != nil {
		p.t.Fatal(err)
	}
	ctx, enough := context.WithTimeout(p.ctx, patience)
	defer enough()
	script := fmt.Sprintf("(() => { %s; const args = %s, arg = args[0]; return %s; })()", helpers, given, question)
	answer, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		p.shoot()
		p.t.Fatalf("look at the page: %v", err)
	}
	return answer
}

// sized makes the window so wide and high.
func (p *page) sized(width, height int64) *page {
	p.t.Helper()
	p.run("size the window", chromedp.EmulateViewport(width, height))
	return p
}

// as becomes somebody, and at goes to a place: a channel, "home" or "messages".
func (p *page) as(who string) *page {
	p.who = who
	return p
}

func (p *page) at(place string) *page {
	p.t.Helper()
	address := fmt.Sprintf("%s/?%d#as=%s&at=%s", p.pg.URL, time.Now().UnixNano(), p.who, place)
	p.run("open "+address, chromedp.Navigate(address))
	p.until("the page to be ready", `document.body?.dataset.ready === "true" && document.body.dataset.live === "true"
		&& document.querySelector("[data-testid=person-switcher]")?.dataset.person === arg
		&& !document.querySelector(".empty")?.textContent.startsWith("Opening")`, p.who)
	return p
}

// The places in which words and buttons are looked for.
const (
	anywhere = "body"
	inForm   = "dialog[data-testid=modal]"
	inHome   = "[data-testid=home]"
	inThread = "[data-testid=thread-panel]"
	inAnswer = "[data-testid=messages] [data-testid=message]" // the newest message
)

// helpers are what the questions to the page are put with.
const helpers = `
	const shown = (e) => Boolean(e) && e.getClientRects().length > 0 && getComputedStyle(e).visibility !== "hidden";
	const room = (place) => [...document.querySelectorAll(place)].filter(shown).at(-1) ?? null;
	// What is only said aloud tells of a page that may be gone again.
	const aloud = (e) => [...(e?.querySelectorAll(".dialog-live, [data-testid=live-region]") ?? [])].map((live) => live.innerText);
	const said = (e) => aloud(e).reduce((text, live) => text.replace(live, ""), e?.innerText ?? "").replace(/\s+/g, " ");
	const filled = (e) => said(e) + " " + [...(e?.querySelectorAll("input, textarea") ?? [])].map((box) => box.value).join(" ").replace(/\s+/g, " ");
	const inReach = (e) => {
		if (!shown(e)) return false;
		e.scrollIntoView({ block: "center" });
		const box = e.getBoundingClientRect();
		const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
		return Boolean(top) && (e === top || e.contains(top) || top.contains(e) && top.closest("label, button, a") !== null);
	};
	const labelled = (place, label) => [...(room(place)?.querySelectorAll("button, a, [role=tab]") ?? [])]
		.find((e) => shown(e) && (said(e).trim() === label || e.getAttribute("aria-label") === label));
	const control = (place, name) => [...(room(place)?.querySelectorAll("input[data-action-id], textarea[data-action-id]") ?? [])]
		.find((e) => e.dataset.actionId.split(":")[0] === name);
`

// until waits until a condition in the page holds. It is JavaScript that may use the helpers, and args.
func (p *page) until(what, condition string, args ...any) {
	p.t.Helper()
	seen := ask[bool](p, fmt.Sprintf(`new Promise((done) => {
		const late = performance.now() + %d;
		const look = () => {
			let seen = false;
			try { seen = Boolean(%s); } catch { /* not there yet */ }
			if (seen || performance.now() > late) done(seen);
			else setTimeout(look, 20);
		};
		look();
	})`, (patience/2).Milliseconds(), condition), args...)
	if !seen {
		p.shoot()
		p.t.Fatalf("as %s, waited in vain for %s; the page says:\n%s", p.who, what, p.text(anywhere))
	}
}

// text is what can be read in a place now.
func (p *page) text(place string) string {
	p.t.Helper()
	return ask[string](p, `filled(room(arg))`, place)
}

// sees waits for words in a place.
func (p *page) sees(place string, wanted ...string) *page {
	p.t.Helper()
	for _, w := range wanted {
		p.until(fmt.Sprintf("%q in %s", w, place), `filled(room(args[0])).includes(args[1])`, place, strings.Join(strings.Fields(w), " "))
	}
	return p
}

// seesNot fails when words stand in a place now. Ask for something that stands there first.
func (p *page) seesNot(place string, unwanted ...string) *page {
	p.t.Helper()
	text := strings.ReplaceAll(p.text(place), "Samaritans", "") // every form has them: they are not Sam
	for _, u := range unwanted {
		if strings.Contains(text, u) {
			p.t.Errorf("as %s, %q stands in %s:\n%s", p.who, u, place, text)
		}
	}
	return p
}

// types writes in the message box and sends it.
func (p *page) types(text string) *page {
	p.t.Helper()
	return p.typesIn("composer", text)
}

// replies writes in the thread that is open.
func (p *page) replies(text string) *page {
	p.t.Helper()
	return p.typesIn("thread-composer", text)
}

func (p *page) typesIn(box, text string) *page {
	p.t.Helper()
	selector := fmt.Sprintf("[data-testid=%s]", box)
	p.until("the message box", `(() => { const e = document.querySelector(arg); e?.focus(); return e && document.activeElement === e; })()`, selector)
	p.key(text)
	p.until("the words in the message box", `document.querySelector(args[0]).value === args[1]`, selector, text)
	p.key(kb.Enter).until("the message to go", `document.querySelector(arg).value === ""`, selector)
	return p
}

// presses presses the button with the label.
func (p *page) presses(place, label string) *page {
	p.t.Helper()
	p.until(fmt.Sprintf("the button %q in %s", label, place),
		`(() => { const e = labelled(args[0], args[1]); if (!inReach(e)) return false; e.click(); return true; })()`, place, label)
	return p
}

// pressesAction presses the first button that does something.
func (p *page) pressesAction(place, action string) *page {
	p.t.Helper()
	p.until("a button that does "+action, `(() => {
		const e = [...(room(args[0])?.querySelectorAll("button[data-action-id]") ?? [])].find((b) => b.dataset.actionId.split(":")[0] === args[1]);
		if (!inReach(e)) return false;
		e.click();
		return true;
	})()`, place, action)
	return p
}

// pressesTest presses what the page marks for tests.
func (p *page) pressesTest(id string) *page {
	p.t.Helper()
	p.until("the control "+id, `(() => { const e = [...document.querySelectorAll("[data-testid='" + arg + "']")].filter(shown).at(-1); if (!inReach(e)) return false; e.click(); return true; })()`, id)
	return p
}

// fills writes in a box of the form, in the place of what stood there.
func (p *page) fills(box, text string) *page {
	p.t.Helper()
	p.until("the box "+box, `(() => { const e = control(args[0], args[1]); if (!inReach(e)) return false; e.focus(); e.select?.(); return document.activeElement === e; })()`, inForm, box)
	return p.key(text)
}

// dates chooses a day. Browsers ask for days in the order of their language, so it is not typed.
func (p *page) dates(box, day string) *page {
	p.t.Helper()
	p.until("the day "+box, `(() => { const e = control(args[0], args[1]); if (!e) return false; e.value = args[2]; e.dispatchEvent(new Event("change", { bubbles: true })); return true; })()`, inForm, box, day)
	return p
}

// ticks chooses one of the answers that stand beside round buttons.
func (p *page) ticks(box, answer string) *page {
	p.t.Helper()
	p.until(fmt.Sprintf("the answer %q to %s", answer, box), `(() => {
		const e = [...(room(args[0])?.querySelectorAll("label.tick") ?? [])].find((label) =>
			label.querySelector("input").dataset.actionId.split(":")[0] === args[1] && said(label).trim().startsWith(args[2]));
		if (!inReach(e)) return false;
		e.click();
		return e.querySelector("input").checked;
	})()`, inForm, box, answer)
	return p
}

// chooses opens a menu and chooses the answers in it, one by one.
func (p *page) chooses(place, menu string, answers ...string) *page {
	p.t.Helper()
	for _, answer := range answers {
		p.until("the menu "+menu, `(() => { const e = control(args[0], args[1]); if (!inReach(e)) return false; e.focus(); e.click(); return e.getAttribute("aria-expanded") === "true"; })()`, place, menu)
		p.until(fmt.Sprintf("%q in the menu %s", answer, menu), `(() => {
			const e = [...(room(args[0])?.querySelectorAll("[role=option]") ?? [])].find((option) => said(option).trim().startsWith(args[1]));
			if (!shown(e)) return false;
			e.click();
			return true;
		})()`, place, answer)
	}
	// A press beside it, as with a finger, which takes no focus away.
	p.until("the menu to close", `(() => { document.body.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true })); return !shown(document.querySelector("[role=listbox]:not(.completion)")); })()`)
	return p
}

// key presses keys where the focus is.
func (p *page) key(keys ...string) *page {
	p.t.Helper()
	for _, k := range keys {
		p.run("press a key", pressing(k))
	}
	return p
}

// pressing presses keys as a keyboard does: the letter comes with the key that goes down, so that a page which takes
// the key does not get the letter too. chromedp's own KeyEvent sends the two apart.
func pressing(keys string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for _, r := range keys {
			for _, k := range keyEvents(r) {
				if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, *k); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func keyEvents(r rune) []*input.DispatchKeyEventParams {
	var down, up *input.DispatchKeyEventParams
	var letter string
	for _, k := range kb.Encode(r) {
		switch k.Type {
		case kb.KeyChar:
			letter = k.Text
		case kb.KeyUp:
			up = k
		default:
			down = k
		}
	}
	down.Type, down.Text, down.UnmodifiedText = input.DispatchKeyEventTypeKeyDown, letter, letter
	return []*input.DispatchKeyEventParams{down, up}
}

// tabsTo goes from control to control with the Tab key until one with the name or the action has the focus.
func (p *page) tabsTo(name string) *page {
	p.t.Helper()
	for range 80 {
		if ask[bool](p, `(() => {
			const e = document.activeElement;
			return [e?.getAttribute("aria-label"), said(e).trim(), e?.dataset?.actionId?.split(":")[0], e?.dataset?.testid].includes(arg);
		})()`, name) {
			return p
		}
		p.key(kb.Tab)
	}
	p.shoot()
	p.t.Fatalf("the Tab key never comes to %q", name)
	return p
}

// closes closes every form.
func (p *page) closes() *page {
	p.t.Helper()
	p.pressesTest("modal-close")
	p.until("the form to close", `!document.querySelector("dialog")`)
	return p
}

// goesTo moves the clock by the button that has the words.
func (p *page) goesTo(preset string) *page {
	p.t.Helper()
	p.pressesTest("clock-now")
	p.until("the moment "+preset, `(() => { const e = [...document.querySelectorAll("[data-testid^=clock-preset]")].find((b) => said(b).includes(arg)); if (!shown(e)) return false; e.click(); return true; })()`, preset)
	p.until("the clock to come to rest", `document.querySelector("[data-testid=clock-panel]").hidden && document.querySelector("[data-testid=clock-now]").dataset.busy === "false"`)
	return p
}

// shoot keeps a picture of what went wrong where E2E_PICTURES names a folder.
func (p *page) shoot() {
	folder := os.Getenv("E2E_PICTURES")
	if folder == "" {
		return
	}
	ctx, enough := context.WithTimeout(p.ctx, patience)
	defer enough()
	if picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot()); err == nil {
		_ = os.WriteFile(fmt.Sprintf("%s/%s.png", folder, strings.ReplaceAll(p.t.Name(), "/", "-")), picture, 0o600)
	}
}
