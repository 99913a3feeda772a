package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"handrail/config"
	"handrail/peerwork"
	"handrail/prompts"
	"handrail/storage"
)

type promptsCmd struct {
	List   promptsListCmd   `cmd:"" default:"withargs" help:"Print the question bank: as your organisation has it, where there is a database; else Handrail's own."`
	Apply  promptsApplyCmd  `cmd:"" help:"Add the questions of a YAML file to your organisation's own, and switch off those of Handrail's that it names."`
	Export promptsExportCmd `cmd:"" help:"Print your organisation's own questions, and what is switched off, as a file that apply takes."`
}

type promptsListCmd struct {
	JSON bool `help:"Print JSON, one array."`
}

// Run prints the question bank.
func (cmd promptsListCmd) Run(sh *shell) error {
	bank, err := sh.bankInForce()
	if err != nil {
		return err
	}
	if cmd.JSON {
		return printJSON(sh, bank.All())
	}
	for _, p := range bank.All() {
		if p.Status == prompts.Active {
			fmt.Fprintf(sh.out, "%s\t%s\t%s\n", p.ID, p.Format, p.Text)
		}
	}
	return nil
}

// bankInForce is the bank as the organisation has it. Where there is no database to ask, or it cannot be opened, it is
// Handrail's own.
func (sh *shell) bankInForce() (*prompts.Bank, error) {
	ours, err := prompts.Load()
	if err != nil {
		return nil, err
	}
	c, err := sh.config()
	if err != nil || !hasDatabase(c) {
		return ours, nil //nolint:nilerr // the bank can be read without any configuration
	}
	theirs, err := sh.organisationsBank(c, ours)
	if err != nil {
		fmt.Fprintf(sh.err, "This is Handrail's own bank. Your organisation's could not be read: %v\n", err)
		return ours, nil
	}
	return theirs, nil
}

func (sh *shell) organisationsBank(c config.Config, ours *prompts.Bank) (*prompts.Bank, error) {
	store, err := openStore(sh.ctx, c, sh.log())
	if err != nil {
		return nil, err
	}
	defer store.Close()
	ws, err := workspaceOf(sh.ctx, c, store)
	if err != nil {
		return nil, err
	}
	return prompts.NewBanks(ours, store).Of(sh.ctx, ws)
}

// hasDatabase reports whether a database was made before, so that printing the bank never makes one.
func hasDatabase(c config.Config) bool {
	if path, isFile := storage.SQLitePath(c.DatabaseURL); isFile {
		_, err := os.Stat(path)
		return err == nil
	}
	_, err := os.Stat(c.KeyFile)
	return err == nil
}

type promptsApplyCmd struct {
	File  string `arg:"" help:"The YAML file; - for standard input." type:"path"`
	Force bool   `help:"Apply although the questions were changed since the file was exported."`
}

// Run checks the pack whole before it changes anything.
func (cmd promptsApplyCmd) Run(sh *shell) error {
	content, err := readFile(sh, cmd.File)
	if err != nil {
		return err
	}
	pack, found := prompts.ReadPack(cmd.File, content)
	c, err := sh.config()
	if err != nil {
		return errors.Join(reported(found), err)
	}
	store, err := openStore(sh.ctx, c, sh.log())
	if err != nil {
		return errors.Join(reported(found), err)
	}
	defer store.Close()
	ws, err := workspaceFor(sh.ctx, c, store)
	if err != nil {
		return err
	}
	return cmd.apply(sh, store, ws, pack, found)
}

func reported(found prompts.Mistakes) error {
	if len(found) == 0 {
		return nil
	}
	return found
}

func (cmd promptsApplyCmd) apply(sh *shell, store *storage.Store, ws peerwork.WorkspaceID, pack prompts.Pack, found prompts.Mistakes) error {
	ours, err := prompts.Load()
	if err != nil {
		return err
	}
	before, err := store.BankChanges(sh.ctx, ws)
	if err != nil {
		return err
	}
	more, err := pack.Check(ours, before)
	if err != nil {
		return err
	}
	found = append(found, more...)
	for _, advice := range found.Advice() {
		fmt.Fprintf(sh.err, "advice: %s\n", advice)
	}
	if refused := found.Refused(); len(refused) > 0 {
		return refused
	}
	if pack.Revision >= 0 && pack.Revision != before.Revision && !cmd.Force {
		return stalePack(cmd.File, pack.Revision, before.Revision)
	}
	return cmd.save(sh, store, ws, pack, before)
}

func (cmd promptsApplyCmd) save(sh *shell, store *storage.Store, ws peerwork.WorkspaceID, pack prompts.Pack, before peerwork.BankChanges) error {
	now := time.Now()
	after, sum, err := pack.Into(before, now)
	if err != nil {
		return err
	}
	err = store.SaveBankChanges(sh.ctx, ws, before.Revision, after, "", now)
	if errors.Is(err, peerwork.ErrChanged) {
		return bad("somebody changed the questions at this moment: run the command again")
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(sh.err, "Applied %s: %d new, %d worded anew, %d retired, %d asked again. %d of Handrail's are off. The questions are at revision %d.\n",
		cmd.File, sum.New, sum.Changed, sum.Retired, sum.Again, len(after.Off), before.Revision+1)
	return nil
}

func stalePack(file string, given, revision int) error {
	return config.Problems{{
		Place: file, Found: fmt.Sprintf("revision %d, but the questions are at revision %d: somebody changed them since the file was exported", given, revision),
		Expected: "a file from handrail prompts export with your changes in it, or --force", Example: "handrail prompts export > questions.yaml",
	}}
}

type promptsExportCmd struct{}

// Run prints the organisation's questions as a pack.
func (promptsExportCmd) Run(sh *shell) error {
	c, err := sh.config()
	if err != nil {
		return err
	}
	store, err := openStore(sh.ctx, c, sh.log())
	if err != nil {
		return err
	}
	defer store.Close()
	ws, err := workspaceOf(sh.ctx, c, store)
	if err != nil {
		return err
	}
	changes, err := store.BankChanges(sh.ctx, ws)
	if err != nil {
		return err
	}
	content, err := prompts.ExportPack(changes)
	if err != nil {
		return err
	}
	_, err = sh.out.Write(content)
	return err
}
