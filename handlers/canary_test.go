package handlers_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"handrail/handlers"
	"handrail/internal/need"
	pw "handrail/peerwork"
	"handrail/storage"
	"handrail/views"
)

// sentence is written in every way there is, and found nowhere.
const sentence = "axolotl wandered over quagmire"

// TestASentenceLeavesNoTrace looks for it in all that is left: every file of the database, its log and its backup on
// SQLite, every row of every table on PostgreSQL, temporary files, and what was logged at the finest level.
func TestASentenceLeavesNoTrace(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) {
		temporary := temporaryFolder(t)
		var said bytes.Buffer
		folder := t.TempDir()
		store := openLogged(t, "sqlite:"+filepath.Join(folder, "handrail.db"), &said)
		wroteEverything(t, store)
		backup := filepath.Join(folder, "backup.db")
		if err := store.Backup(t.Context(), backup); err != nil {
			t.Fatal(err)
		}
		searched := traces(t, "while it is open", filesIn(t, folder, temporary), said.String())
		if !slices.ContainsFunc(searched, func(name string) bool { return strings.HasSuffix(name, "-wal") }) {
			t.Errorf("no write-ahead log among %v", searched)
		}
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
		traces(t, "once it is closed", filesIn(t, folder, temporary), said.String())
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		temporary := temporaryFolder(t)
		address := need.Schema(t)
		var said bytes.Buffer
		wroteEverything(t, openLogged(t, address, &said))
		files := filesIn(t, temporary)
		files["every table"] = everyRow(t, address)
		if !bytes.Contains(files["every table"], []byte("Riverside crisis house")) {
			t.Error("what need not be hidden is not found either")
		}
		traces(t, "in the tables", files, said.String())
	})
}

// temporaryFolder is where anything that makes a temporary file makes it.
func temporaryFolder(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	t.Setenv("SQLITE_TMPDIR", folder)
	return folder
}

func openLogged(t *testing.T, url string, said *bytes.Buffer) *storage.Store {
	t.Helper()
	key := filepath.Join(t.TempDir(), "key")
	if err := storage.NewKeyFile(key); err != nil {
		t.Fatal(err)
	}
	keys, err := storage.LoadKeyring(key)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(said, &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: true}))
	store, err := storage.Open(t.Context(), storage.Options{URL: url, Keys: keys, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}

// wroteEverything writes the sentence in every way there is, has it read, and lets some of it go again. Errors are
// looked through as they come.
func wroteEverything(t *testing.T, store *storage.Store) {
	t.Helper()
	w := &world{t: t, store: store, now: monday, all: registryOn(t, store)}
	w.settle()
	words := "Yesterday " + sentence + "."
	for _, by := range []pw.UserID{sam, lee, noor} {
		for _, c := range w.all.Commands {
			_, _ = w.try(c.Handle, handlers.Request{User: by, Name: c.Name, Text: words, Channel: riversideChannel})
			_, _ = w.try(c.Handle, handlers.Request{User: by, Name: c.Name, Text: strings.Repeat(words, 200), Channel: riversideChannel})
			_, _ = w.try(c.Handle, handlers.Request{User: by, Name: c.Name, Text: "notes " + sentence, Channel: riversideChannel})
		}
		_, _ = w.try(w.all.Direct, handlers.Request{User: by, Name: "message.im", Text: words, Channel: "D0"})
		for _, s := range w.all.Shortcuts {
			w.fillAndSend(by, w.do(s.Handle, handlers.Request{User: by, Name: s.CallbackID, Text: words, Channel: riversideChannel, Message: "1.2"}).Form, words)
		}
		for _, action := range []string{views.ActWrite, views.ActAskBoundary, views.Action(views.ActWritePrompt, "r2-less-alone"), views.Action(views.ActWritePrompt, "b7-after-work")} {
			w.fillAndSend(by, w.press(by, action, "").Form, words)
		}
		for _, n := range w.notes(by) {
			w.everyPress(by, string(n.ID), words)
		}
	}
	w.wroteForSupervision(words)
	w.wroteOnAgendas(words)
	w.sharedAnAgenda(words)
	for _, by := range []pw.UserID{sam, lee} {
		for _, share := range []string{views.ActGroupNamed, views.ActGroupUnnamed} {
			w.shares(by, share, w.brings(by, words))
		}
		w.readsInGroup(by)
	}
	for _, viewer := range []pw.UserID{ama, jo, kim, noor} {
		_, _ = w.try(w.all.Home, handlers.Request{User: viewer})
		for _, n := range append(w.notes(sam), w.notes(lee)...) {
			w.press(viewer, views.Action(views.ActOpenShared, string(n.ID)), "")
		}
	}
	for _, d := range w.deliveries() {
		w.lacks(encode(d), "axolotl", "quagmire")
	}
	w.must(deleteSome(w))
}

// sharedAnAgenda has lines written, shared and read.
func (w *world) sharedAnAgenda(words string) {
	w.t.Helper()
	w.line(sam, words)
	w.line(sam, strings.Repeat(words, 200))
	w.press(sam, views.ActAgendaNotes, "")
	w.shareAgenda(sam)
	for _, i := range w.agenda(sam).Items {
		w.press(ama, views.Action(views.ActOpenLine, i.ID), "")
		w.press(sam, views.Action(views.ActAgendaItem, i.ID), "")
	}
	w.press(sam, views.ActAgendaBack, "")
}

// wroteForSupervision has both of a pair write down an action, and write before a session, finish, and read.
func (w *world) wroteForSupervision(words string) {
	w.t.Helper()
	w.plans(sam, "2026-11-26", "14:00")
	s := w.sessions(sam)[0]
	w.press(ama, views.Action(views.ActProposeCo, views.SessionID(s)), "")
	for _, by := range []pw.UserID{sam, ama, sam, ama} {
		form := w.page(w.press(by, views.Action(views.ActAddAction, samsPair()), ""))
		w.submit(by, form, map[string]string{views.BoxActionWhat: words})
		w.submit(by, form, map[string]string{views.BoxActionWhat: strings.Repeat(words, 200)})
		form = w.page(w.press(by, views.Action(views.ActCoReflect, s.ID), ""))
		if form.CallbackID == views.FormCo {
			boxes := map[string]string{views.BoxCoBrought: words, views.BoxCoAssumed: words, views.BoxCoTry: words, views.BoxCoFinished: "yes"}
			w.submit(by, form, boxes)
			w.submit(by, form, boxes)
		}
		w.press(by, views.Action(views.ActSessions, samsPair()), "")
	}
}

// wroteOnAgendas has two workers put lines on their agenda and on the group's, share them, and others read them.
func (w *world) wroteOnAgendas(words string) {
	w.t.Helper()
	for _, by := range []pw.UserID{sam, lee} {
		w.submit(by, w.press(by, views.ActAgendaLine, "").Form, map[string]string{views.BoxLine: words})
		w.shareAgenda(by)
		for _, item := range w.agenda(by).Items {
			w.press(ama, views.Action(views.ActOpenLine, item.ID), "")
		}
		w.shares(by, views.ActGroupNamed, w.brings(by, words))
		w.submit(by, w.inList(by, views.Action(views.ActGroupAdd, "riverside"), ""), map[string]string{views.BoxGroupLine: strings.Repeat(words, 200)})
	}
	w.lacks(encode(w.press(ama, views.Action(views.ActTheirAgenda, string(sam)), "")), "axolotl", "quagmire")
	w.contains(w.readsInGroup(sam)+w.readsInGroup(lee), "axolotl")
}

// settle makes the workspace and its people.
func (w *world) settle() {
	w.t.Helper()
	w.must(w.store.EnsureWorkspace(w.t.Context(), ws, "Test"))
	w.must(w.store.SavePeople(w.t.Context(), ws, pw.Person{ID: sam, Name: "Sam"}, pw.Person{ID: lee, Name: "Lee"}, pw.Person{ID: ama, Name: "Ama"},
		pw.Person{ID: jo, Name: "Jo"}, pw.Person{ID: kim, Name: "Kim"}, pw.Person{ID: noor, Name: "Noor"}))
	w.must(w.store.SaveRoster(w.t.Context(), ws, -1, pw.Roster{K: 5, Teams: []pw.Team{
		team("riverside", "Riverside crisis house", riversideChannel, jo, pw.Member{User: sam, Supervisor: ama}, pw.Member{User: lee, Supervisor: ama}),
		team("hilltop", "Hilltop", "C0HILL", kim, pw.Member{User: lee}),
	}}, jo, monday.AddDate(0, -2, 0)))
}

// fillAndSend sends a form with the sentence in every box: first too long, then as it can be saved, then once more as
// a second device would.
func (w *world) fillAndSend(by pw.UserID, form *views.Form, words string) {
	w.t.Helper()
	if form == nil {
		w.t.Fatal("no form opened")
	}
	for _, text := range []string{strings.Repeat(words, 200), words, words + " Again."} {
		boxes := map[string]string{views.BoxReaders: "2", views.BoxShare: "yes", views.BoxCodes: "R1,E2"}
		for _, box := range []string{views.BoxWhat, views.BoxWhy, views.BoxNext} {
			boxes[box] = text
		}
		_, _ = w.try(w.all.Forms[views.FormNote], handlers.Request{
			User: by, Name: views.FormNote, View: "V1", Private: form.PrivateMetadata, State: filled(form, boxes),
		})
	}
}

// everyPress presses everything that can stand on a note, and edits it.
func (w *world) everyPress(by pw.UserID, id, words string) {
	w.t.Helper()
	for _, p := range [][]string{
		{views.ActKeepThemes, "R1"}, {views.ActReaders, "2"}, {views.ActShare, "yes"}, {views.ActTalk, "soon"}, {views.ActBoundaries, "B2"}, {views.ActReplaceNames, ""}, {views.ActSendSoon, ""},
	} {
		_, _ = w.tryPress(handlers.Request{User: by, Name: views.Action(p[0], id), Channel: riversideChannel}, p[1])
	}
	w.fillAndSend(by, w.press(by, views.Action(views.ActOpenNote, id), "").Form, "More: "+words)
}

func deleteSome(w *world) error {
	for i, n := range w.notes(sam) {
		if i%2 == 0 {
			w.press(sam, views.Action(views.ActDeleteNote, string(n.ID)), "")
		}
	}
	if err := w.store.DeleteAll(w.t.Context(), "all", ws, lee, w.now); err != nil {
		return err
	}
	_, err := w.store.Expire(w.t.Context(), w.now.Add(time.Hour))
	return err
}

func filesIn(t *testing.T, folders ...string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			files[path], err = os.ReadFile(path)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// everyRow is all that stands in the schema, as text; what is binary as it is, too.
func everyRow(t *testing.T, address string) []byte {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context()) //nolint:errcheck // nothing depends on it.
	tables, err := conn.Query(t.Context(), `SELECT tablename FROM pg_tables WHERE schemaname = current_schema()`)
	if err != nil {
		t.Fatal(err)
	}
	names, err := pgx.CollectRows(tables, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	var all bytes.Buffer
	for _, name := range names {
		rows, err := conn.Query(t.Context(), "SELECT * FROM "+pgx.Identifier{name}.Sanitize()) //nolint:misspell // its name
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			values, err := rows.Values()
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range values {
				if raw, ok := v.([]byte); ok {
					all.Write(raw)
				}
				fmt.Fprintln(&all, name, v)
			}
		}
		if rows.Err() != nil {
			t.Fatal(rows.Err())
		}
	}
	return all.Bytes()
}

// traces fails for everything in which a word of the sentence stands, and returns the names of what it looked at.
func traces(t *testing.T, when string, files map[string][]byte, said string) []string {
	t.Helper()
	files["the log"] = []byte(said)
	var names []string
	for name, kept := range files {
		names = append(names, name)
		for _, word := range []string{"axolotl", "quagmire", sentence} {
			for spelling, at := range spellings(word) {
				if bytes.Contains(bytes.ToLower(kept), at) || bytes.Contains(kept, at) {
					t.Errorf("%s, %q stands in %s, %s", when, word, name, spelling)
				}
			}
		}
	}
	return names
}

// spellings are how a word may be written down: plainly, for machines, or in wide letters. Base64 spells it in one
// of three ways, by where it begins.
func spellings(word string) map[string][]byte {
	var little, big []byte
	for _, b := range []byte(word) {
		little, big = append(little, b, 0), append(big, 0, b)
	}
	all := map[string][]byte{
		"plainly": []byte(word), "in hexadecimal": []byte(hex.EncodeToString([]byte(word))), "in UTF-16LE": little, "in UTF-16BE": big,
	}
	for shift := range 3 {
		spelled := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("x", shift) + word))
		all[fmt.Sprint("in base64, ", shift)] = []byte(spelled[4 : len(spelled)-3])
	}
	return all
}

func TestTracesAreFound(t *testing.T) {
	for name, kept := range map[string]string{
		"plain": "an axolotl here", "capital": "AXOLOTL", "hexadecimal": hex.EncodeToString([]byte("the axolotl")), "wide": "a\x00x\x00o\x00l\x00o\x00t\x00l\x00",
		"base64": base64.StdEncoding.EncodeToString([]byte("an axolotl was here")), "base64, one on": base64.StdEncoding.EncodeToString([]byte("1an axolotl was here")),
	} {
		found := false
		for _, at := range spellings("axolotl") {
			found = found || bytes.Contains(bytes.ToLower([]byte(kept)), at) || bytes.Contains([]byte(kept), at)
		}
		if !found {
			t.Errorf("not found where it is written %s", name)
		}
	}
}
