// Package playground is a local Slack: a workspace in one process on loopback, to try an app in and to test it
// against. It knows nothing of the app. Whoever starts it seeds a Workspace with people, channels, the app's commands
// and shortcuts, tokens and a clock, and gives the app the address of the Web API.
//
// One listener has three faces.
//
//   - The Web API under /api/, with response URLs under /response/ and uploads under /upload/ and /files/.
//   - The app's other ear: Socket Mode over a real WebSocket, or, when a request URL is set, HTTP mode with signed
//     requests to /slack/commands, /slack/interactions and /slack/events.
//   - The page at / and its JSON API under /ui/, with a WebSocket of "look again" events at /ui/events.
//
// It is as strict as Slack where Slack's rules are published or reliably known, and answers with Slack's own error
// codes: invalid_blocks (messages) and invalid_arguments (views) with response_metadata.messages that hold JSON
// pointers, msg_too_long, msg_blocks_too_long, no_text, not_in_channel, expired_trigger_id after three seconds,
// exchanged_trigger_id, push_limit_reached, hash_conflict, missing_scope, used_url after five answers or expired_url
// after thirty minutes, ratelimited with Retry-After, and so on.
//
// # A test in three lines
//
//	slack := playground.New(playground.Example())
//	base, err := slack.Start("127.0.0.1:0") // the Web API is at slack.APIURL()
//	err = slack.As("U01SAM").Command("C02SUP", "/reflect some words")
//
// An Actor does what a person does in the page, through the same code: it types commands and messages, presses
// buttons, fills forms, opens the home tab, and waits for what should appear by a condition, never by sleeping.
//
// # Two clocks
//
// Message timestamps and Now follow the domain clock, which runs, can be moved forward, and never goes back. Triggers,
// response URLs, acknowledgements and request signatures follow the real clock, which nothing moves.
//
// # The page's API
//
// All of it is JSON, and as is the user id the visitor is being. Errors are 4xx with {"error","message"}; what Slack
// shows as a notice is 200 with {"ok":false,"error","message"}, and a form that is not accepted 200 with
// {"ok":false,"errors":{block_id: text}}.
//
//	GET  /ui/state?as=                            the workspace as one person sees it; without as, who a visitor begins as
//	GET  /ui/conversations/{id}?as=               messages, oldest first, ephemeral ones included, thread replies not
//	GET  /ui/conversations/{id}/threads/{ts}?as=  a message and its replies
//	GET  /ui/home?as=                             opens the home tab; with refresh=1 only looks at it again
//	GET  /ui/modal?as=                            open forms, top last
//	POST /ui/message    {as, channel, text, thread_ts}
//	POST /ui/command    {as, channel, text}
//	POST /ui/shortcut   {as, callback_id, channel, message_ts}
//	POST /ui/action     {as, container, block_id, action_id, value, state}
//	POST /ui/submit     {as, view_id, state}
//	POST /ui/close      {as, view_id, all}
//	POST /ui/suggest    {as, view_id or channel and message_ts, block_id, action_id, value}
//	POST /ui/clock      {to} or {advance}
//	POST /ui/switches   any of the fields of Switches, and disconnect
//	POST /ui/read       {as, channel}
//	WS   /ui/events?as= {type, channel}: what to look at again
//
// # Where Slack is silent
//
// Two things are not published, and are chosen on the strict side: how the text of all blocks of a message is counted
// (see maxBlockText), and the status of a response URL that refuses content (here 200 with ok false, so that an app has
// to read the body). An input block is taken in messages too, as Slack's reference says.
//
// # Limits
//
// It is one workspace with one app. It has no search, reactions, pins, attachments, workflows, canvases, group
// direct messages or rate-limit tiers. Blocks of kinds it does not know are refused. Everything is in memory, and
// ephemeral messages stay until the process ends, where Slack forgets them at the next reload.
package playground
