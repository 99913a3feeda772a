package handlers

import (
	"context"
	"time"

	"handrail/peerwork"
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
	return doors{}
}
