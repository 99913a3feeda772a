package bot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"handrail/handlers"
	"handrail/peerwork"
	"handrail/views"
)

// send puts a parcel into the person's direct message with the bot, and tells them there when that fails. What it
// returns and logs never holds anything of the files.
func (b *Bot) send(ctx context.Context, u peerwork.UserID, p handlers.Parcel) error {
	err := b.messenger.sendFiles(ctx, u, p)
	if err == nil {
		b.messenger.learnFiles(true)
		return nil
	}
	said := p.Failed
	if mayNotSendFiles(err) {
		b.messenger.learnFiles(false)
		said = p.Refused
	}
	return errors.Join(err, b.tell(context.WithoutCancel(ctx), u, said))
}

// tell posts to one person, also when the time for what went before has run out.
func (b *Bot) tell(ctx context.Context, u peerwork.UserID, m views.Message) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	return b.messenger.tell(ctx, u, m)
}

// mayNotSendFiles reports whether the app lacks the right to send files, or the workspace forbids all of them.
func mayNotSendFiles(err error) bool {
	for _, code := range []string{"missing_scope", "not_allowed_token_type", "no_permission", "access_denied", "file_uploads_disabled", "file_uploads_except_images_disabled"} {
		if isCode(err, code) {
			return true
		}
	}
	return false
}

// filesAgain is after how long what Slack would not take is tried again: an admin may have mended it meanwhile.
const filesAgain = 10 * time.Minute

// SendsFiles reports whether Slack takes files from the bot, as far as is known from its scopes and from the last try.
func (m *Messenger) SendsFiles() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.noFiles.IsZero() || time.Since(m.noFiles) >= filesAgain
}

func (m *Messenger) learnFiles(taken bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.noFiles = time.Time{}
	if !taken {
		m.noFiles = time.Now()
	}
}

// sendFiles uploads files and shares them, in one message, with one person and nobody else
// (https://docs.slack.dev/messaging/working-with-files).
func (m *Messenger) sendFiles(ctx context.Context, u peerwork.UserID, p handlers.Parcel) error {
	if !isUser(string(u)) {
		return errors.New("send files: not to a person")
	}
	to, err := m.directOf(ctx, u)
	if err != nil {
		return fmt.Errorf("open direct message: %w", err)
	}
	var uploaded []slack.FileSummary
	for _, f := range p.Files {
		id, err := m.upload(ctx, f)
		if err != nil {
			return fmt.Errorf("upload a file: %w", err)
		}
		uploaded = append(uploaded, slack.FileSummary{ID: id, Title: f.Title})
	}
	if err := m.pace.forSomebody(ctx, string(u)); err != nil {
		return err
	}
	_, err = m.client.CompleteUploadExternalContext(ctx, slack.CompleteUploadExternalParameters{
		Files: uploaded, Channel: to, InitialComment: escaper.Replace(p.Intro),
	})
	if err != nil {
		return fmt.Errorf("share files: %w", fault(err))
	}
	return nil
}

func (m *Messenger) upload(ctx context.Context, f handlers.File) (id string, err error) {
	place, err := m.client.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{FileName: f.Name, FileSize: len(f.Content)})
	if err != nil {
		return "", fault(err)
	}
	err = m.client.UploadToURL(ctx, slack.UploadToURLParameters{UploadURL: place.UploadURL, Reader: bytes.NewReader(f.Content), Filename: f.Name})
	if err != nil {
		return "", fault(err) // never the address, which is a secret
	}
	return place.FileID, nil
}
