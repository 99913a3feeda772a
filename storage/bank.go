package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	pw "handrail/peerwork"
)

// BankChanges returns what the organisation made of the question bank. It costs one small query where nothing has
// changed since the last call.
func (s *Store) BankChanges(ctx context.Context, ws pw.WorkspaceID) (pw.BankChanges, error) {
	revision, err := bankNow(s.db.look(ctx), ws)
	if err != nil {
		return pw.BankChanges{}, fmt.Errorf("read the question bank: %w", err)
	}
	if revision == 0 {
		return pw.BankChanges{}, nil
	}
	if known, ok := s.banks.Load(ws); ok && known.(pw.BankChanges).Revision == revision {
		return known.(pw.BankChanges).Clone(), nil
	}
	var fresh pw.BankChanges
	err = s.db.read(ctx, func(t tx) error {
		var err error
		fresh, err = readBank(t, ws)
		return err
	})
	if err != nil {
		return pw.BankChanges{}, fmt.Errorf("read the question bank: %w", err)
	}
	s.banks.Store(ws, fresh)
	return fresh.Clone(), nil
}

func bankNow(t tx, ws pw.WorkspaceID) (revision int, err error) {
	err = t.row(`SELECT revision FROM banks WHERE workspace = ?1`, ws).Scan(&revision)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return revision, err
}

func readBank(t tx, ws pw.WorkspaceID) (b pw.BankChanges, err error) {
	if b.Revision, err = bankNow(t, ws); err != nil {
		return b, err
	}
	b.Own, err = list(t, scanOwnPrompt, `
		SELECT prompt, written, retired, added FROM own_prompts WHERE workspace = ?1 ORDER BY place`, ws)
	if err != nil {
		return b, err
	}
	b.Off, err = list(t, scanText, `SELECT prompt FROM prompts_off WHERE workspace = ?1`, ws)
	slices.Sort(b.Off)
	return b, err
}

func scanOwnPrompt(row scanner) (p pw.OwnPrompt, err error) {
	err = row.Scan(&p.ID, &p.Written, flagged{&p.Retired}, when{&p.Added})
	return p, err
}

func scanText(row scanner) (text string, err error) {
	err = row.Scan(&text)
	return text, err
}

// SaveBankChanges stores what an organisation made of the question bank, where its revision is still the expected one;
// else it returns pw.ErrChanged. A prompt that is stored already keeps its words for ever: it can be retired and asked
// again, never changed or left out. What changed is audited.
func (s *Store) SaveBankChanges(ctx context.Context, ws pw.WorkspaceID, revision int, b pw.BankChanges, by pw.UserID, now time.Time) error {
	err := s.write(ctx, func(t tx) error {
		was, err := bankToChange(t, ws, revision)
		if err != nil {
			return err
		}
		if err := writeBank(t, ws, was, b, now); err != nil {
			return err
		}
		return audit(t, ws, bankDifferences(was, b), by, now)
	})
	if err != nil {
		return fmt.Errorf("save the question bank: %w", err)
	}
	s.banks.Delete(ws)
	return nil
}

func bankToChange(t tx, ws pw.WorkspaceID, revision int) (pw.BankChanges, error) {
	_, err := t.exec(`INSERT INTO banks (workspace, revision) VALUES (?1, 0) ON CONFLICT (workspace) DO NOTHING`, ws)
	if err != nil {
		return pw.BankChanges{}, err
	}
	var found int
	if err := t.row(`SELECT revision FROM banks WHERE workspace = ?1 FOR UPDATE`, ws).Scan(&found); err != nil {
		return pw.BankChanges{}, err
	}
	if found != revision {
		return pw.BankChanges{}, pw.ErrChanged
	}
	return readBank(t, ws)
}

func writeBank(t tx, ws pw.WorkspaceID, was, next pw.BankChanges, now time.Time) error {
	for place, p := range next.Own {
		stored, ok := was.OwnByID(p.ID)
		if ok && stored.Written != p.Written {
			return fmt.Errorf("prompt %s: what was asked is never changed", p.ID)
		}
		_, err := t.exec(`
			INSERT INTO own_prompts (workspace, prompt, place, added, retired, written) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
			ON CONFLICT (workspace, prompt) DO UPDATE SET retired = ?5`,
			ws, p.ID, place, ms(now), flag(p.Retired), p.Written)
		if err != nil {
			return fmt.Errorf("prompt %s: %w", p.ID, err)
		}
	}
	if _, err := t.exec(`DELETE FROM prompts_off WHERE workspace = ?1`, ws); err != nil {
		return err
	}
	for _, id := range next.Off {
		_, err := t.exec(`INSERT INTO prompts_off (workspace, prompt) VALUES (?1, ?2) ON CONFLICT (workspace, prompt) DO NOTHING`, ws, id)
		if err != nil {
			return err
		}
	}
	_, err := t.exec(`UPDATE banks SET revision = ?2 WHERE workspace = ?1`, ws, was.Revision+1)
	return err
}

// bankDifferences says, for the audit log, what differs.
func bankDifferences(was, next pw.BankChanges) []string {
	var lines []string
	for _, p := range next.Own {
		stored, ok := was.OwnByID(p.ID)
		switch {
		case !ok:
			lines = append(lines, fmt.Sprintf("added the question %s", p.ID))
		case p.Retired && !stored.Retired:
			lines = append(lines, fmt.Sprintf("retired the question %s", p.ID))
		case !p.Retired && stored.Retired:
			lines = append(lines, fmt.Sprintf("brought back the question %s", p.ID))
		}
	}
	for _, id := range next.Off {
		if !was.IsOff(id) {
			lines = append(lines, fmt.Sprintf("switched off the question %s", id))
		}
	}
	for _, id := range was.Off {
		if !next.IsOff(id) {
			lines = append(lines, fmt.Sprintf("switched on the question %s", id))
		}
	}
	return lines
}

// PromptAt returns the prompt that stands in a message to the person, or pw.ErrNotFound.
func (s *Store) PromptAt(ctx context.Context, ws pw.WorkspaceID, user pw.UserID, message string) (string, error) {
	var prompt string
	err := s.db.look(ctx).row(`
		SELECT subject FROM deliveries
		WHERE workspace = ?1 AND message = ?3 AND message <> '' AND recipient = ?2 AND kind IN ('member-prompt', 'prompt-reminder') AND subject <> ''`,
		ws, user, message).Scan(&prompt)
	if err = orNotFound(err); err != nil {
		return "", fmt.Errorf("find the prompt of a message: %w", err)
	}
	return prompt, nil
}

// PromptsSent returns the prompts that stand in messages sent to the person since an instant, newest first. Those that
// were skipped are not among them.
func (s *Store) PromptsSent(ctx context.Context, ws pw.WorkspaceID, user pw.UserID, since time.Time) ([]string, error) {
	prompts, err := list(s.db.look(ctx), scanText, `
		SELECT subject FROM deliveries
		WHERE workspace = ?1 AND recipient = ?2 AND kind = 'member-prompt' AND state = 'sent' AND sent >= ?3 AND subject <> ''
		ORDER BY sent DESC, delivery`,
		ws, user, ms(since))
	if err != nil {
		return nil, fmt.Errorf("list prompts sent: %w", err)
	}
	return prompts, nil
}

// ReplacePrompt records that another prompt stands in a message to the person now; "" for none. A reminder that waits
// goes by it.
func (s *Store) ReplacePrompt(ctx context.Context, ws pw.WorkspaceID, user pw.UserID, message, prompt string) error {
	err := s.write(ctx, func(t tx) error {
		_, err := t.exec(`
			UPDATE deliveries SET subject = ?4
			WHERE workspace = ?1 AND message = ?3 AND message <> '' AND recipient = ?2 AND kind IN ('member-prompt', 'prompt-reminder')`,
			ws, user, message, prompt)
		if err != nil {
			return err
		}
		_, err = t.exec(`
			UPDATE deliveries SET subject = ?4
			WHERE workspace = ?1 AND state = 'waiting' AND recipient = ?2 AND delivery IN (
				SELECT delivery || ?5 FROM deliveries
				WHERE workspace = ?1 AND message = ?3 AND message <> '' AND recipient = ?2 AND kind = 'member-prompt')`,
			ws, user, message, prompt, pw.ReminderOf(""))
		return err
	})
	if err != nil {
		return fmt.Errorf("record the prompt of a message: %w", err)
	}
	return nil
}

// dropReminder has nobody reminded of a prompt they have answered.
func dropReminder(t tx, n pw.Note) error {
	if n.Prompt == "" {
		return nil
	}
	_, err := t.exec(`
		DELETE FROM deliveries
		WHERE workspace = ?1 AND state = 'waiting' AND recipient = ?2 AND delivery IN (
			SELECT delivery || ?4 FROM deliveries
			WHERE workspace = ?1 AND subject = ?3 AND recipient = ?2 AND kind = 'member-prompt')`,
		n.Workspace, n.Author, n.Prompt, pw.ReminderOf(""))
	if err != nil {
		return fmt.Errorf("drop the reminder of a prompt: %w", err)
	}
	return nil
}
