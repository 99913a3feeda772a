// The page as a whole: who the visitor is, where they are, and what to fetch again.

import { coalesce, icon } from "./dom.js";
import { announce, clearComplaints, complain } from "./announce.js";
import { clock } from "./clock.js";
import { conversation, homeTab, threadPanel } from "./conversation.js";
import { get, listen, post } from "./api.js";
import { guide } from "./guide.js";
import { modals } from "./modal.js";
import { openSwitches } from "./switches.js";
import { personSwitcher, sidebar } from "./sidebar.js";

const byId = (id) => document.getElementById(id);

/** What every part of the page shares: the state from the server, the visitor's place, and what they can do. */
class App {
  constructor() {
    this.as = "";
    this.at = "";
    this.state = null;
    this.place = null;
    this.thread = null;
    this.forms = new Map();
    this.drafts = new Map();
    this.dismissed = new Set();
    this.stopListening = () => {};
    this.refreshState = coalesce(() => this.fetchState());
  }

  // Looking things up.

  person(id) { return this.state.people.find((person) => person.id === id) ?? this.state.dms.find((dm) => dm.with.id === id)?.with; }
  nameOf(id) { const person = this.person(id); return person?.real_name || person?.name || (id === this.state.app.bot_user_id ? this.state.app.name : "somebody"); }
  channel(id) { return this.state.channels.find((channel) => channel.id === id); }
  dm(id) { return this.state.dms.find((dm) => dm.id === id); }
  botConversation() { return this.state.dms.find((dm) => dm.with.id === this.state.app.bot_user_id || dm.with.is_bot)?.id ?? ""; }
  knows(id) { return id === "home" || Boolean(this.channel(id) || this.dm(id)); }
  unread(id) { return (this.channel(id) ?? this.dm(id))?.unread ?? 0; }
  placeName(id) { return this.channel(id) ? `#${this.channel(id).name}` : this.dm(id) ? this.nameOf(this.dm(id).with.id) : id; }
  zone() { return this.state.me.tz || "Europe/London"; }
  clockZone() { return "Europe/London"; }
  now() { return new Date(this.state.clock.now); }
  composerInput() { return this.place?.input() ?? byId("main"); }

  /** The values kept for one message or Home tab. */
  form(key, make) {
    if (!this.forms.has(key)) this.forms.set(key, make());
    return this.forms.get(key);
  }

  /** What this person has begun to write in a place. */
  draft(place) {
    const key = `${this.as} ${place}`;
    if (!this.drafts.has(key)) this.drafts.set(key, { text: "" });
    return this.drafts.get(key);
  }

  isDismissed(channel, message) { return message.ephemeral && this.dismissed.has(`${this.as} ${channel} ${message.ts}`); }

  /** Takes an "Only visible to you" message off the page. */
  dismiss(channel, ts) {
    this.dismissed.add(`${this.as} ${channel} ${ts}`);
    announce("Dismissed");
    this.refreshPlace();
    this.composerInput()?.focus();
  }

  // Fetching.

  async fetchState() {
    const as = this.as;
    const before = this.state;
    const state = await get("state", { as });
    if (as !== this.as && this.as) return;
    this.state = state;
    this.as = state.me.id;
    this.drawFrame();
    if (before?.me.id === state.me.id) this.tellUnread(before);
  }

  tellUnread(before) {
    const counts = new Map([...before.channels, ...before.dms].map((place) => [place.id, place.unread]));
    const grown = [...this.state.channels, ...this.state.dms].filter((place) => place.id !== this.at && place.unread > (counts.get(place.id) ?? 0));
    if (grown.length) announce(`Unread messages in ${grown.map((place) => this.placeName(place.id)).join(", ")}`);
  }

  refreshPlace() { return this.place?.refresh().catch((refusal) => complain(refusal.message)); }
  refreshThread() { return this.thread?.refresh().catch((refusal) => complain(refusal.message)); }
  refreshModal() { return this.modals.refresh().catch((refusal) => complain(refusal.message)); }

  /** Fetches everything the page shows. */
  async refreshAll() {
    await this.refreshState().catch((refusal) => complain(refusal.message));
    await Promise.all([this.refreshPlace(), this.refreshThread(), this.refreshModal()]);
  }

  heed(event) {
    const here = !event.channel || event.channel === this.at;
    if (event.type === "message" && here && this.at !== "home") {
      this.refreshPlace();
      if (this.thread) this.refreshThread();
    }
    if (event.type === "modal") this.refreshModal();
    if (event.type === "home" && this.at === "home") this.refreshPlace();
    if (event.type !== "modal" && event.type !== "home") this.refreshState().catch((refusal) => complain(refusal.message));
  }

  // Doing.

  /** Sends a block action. Throws a Refusal. */
  async act(container, blockId, element, value, state) {
    const answer = await post("action", { as: this.as, container, block_id: blockId, action_id: element.action_id, element, value, state });
    if (answer.ok === false) complain(answer.message ?? "That did not work.");
    this.refreshModal();
  }

  /** Runs a shortcut. Throws a Refusal. */
  async shortcut(callbackId, channel, messageTs) {
    const answer = await post("shortcut", { as: this.as, callback_id: callbackId, channel, message_ts: messageTs });
    if (answer.ok === false) complain(answer.message ?? "That did not work.");
    this.refreshModal();
  }

  /** Goes to a place: {at, message?, thread?, focus?, byHand?}. byHand moves the focus there. */
  go({ at, message = "", thread = "", focus = "", byHand = false }) {
    clearComplaints();
    this.show(this.knows(at) ? at : this.firstPlace());
    this.writeHash();
    this.closeDrawer();
    if (focus) byId(focus)?.focus();
    else if (byHand) this.composerInput()?.focus({ preventScroll: true });
    if (thread && this.at === at) this.openThread(thread, false, message);
    else if (message) this.refreshPlace().then(() => this.place.showMessage(message));
  }

  /** Becomes somebody else, in the same place where they may be there too. */
  async become(id, at = this.at) {
    if (id !== this.as) {
      clearComplaints();
      this.modals.forget();
      this.closeThread();
      const wasBot = at === this.botConversation();
      this.as = id;
      await this.refreshState();
      this.place?.close();
      this.place = null;
      this.listen();
      announce(`You are now ${this.nameOf(id)}, ${this.state.me.title}`);
      if (wasBot) at = this.botConversation();
    }
    this.go({ at });
  }

  /** Goes where a step of the guide happens, as the person it names, and fills the message box without sending. */
  async take(step) {
    const at = step.where === "messages" ? this.botConversation() : step.where || this.at;
    try {
      await this.become(step.as || this.as, at);
    } catch (refusal) {
      complain(refusal.message);
      return;
    }
    if (!step.type) return;
    if (this.at === "home") this.go({ at: this.botConversation() });
    this.place.fill(step.type);
    this.composerInput()?.focus();
    announce("The words are in the message box. Press Enter to send them.");
  }

  /** Opens a thread of the conversation on the page. */
  openThread(ts, write = false, message = "") {
    this.thread?.close();
    this.thread = threadPanel(this, byId("thread"), this.at, ts);
    document.body.classList.add("with-thread");
    this.writeHash();
    if (message) this.refreshThread().then(() => this.thread.showMessage(message));
    else if (write) this.thread.input().focus();
    else byId("thread").querySelector("button")?.focus();
  }

  closeThread() {
    if (!this.thread) return;
    const { ts } = this.thread;
    const inside = byId("thread").contains(document.activeElement);
    this.thread.close();
    this.thread = null;
    document.body.classList.remove("with-thread");
    this.writeHash();
    if (inside) (byId("main").querySelector(`[data-ts="${CSS.escape(ts)}"] [data-testid="open-thread"]`) ?? this.composerInput())?.focus();
  }

  // Drawing.

  firstPlace() {
    return this.state.channels.find((channel) => channel.is_member !== false && !channel.is_archived)?.id ?? this.botConversation();
  }

  show(at) {
    if (this.place?.id === at) return;
    this.closeThread();
    this.place?.close();
    this.at = at;
    this.place = at === "home" ? homeTab(this, byId("main")) : conversation(this, byId("main"), at);
    this.drawFrame();
    this.refreshPlace();
  }

  drawFrame() {
    byId("team-name").textContent = this.state.team.name;
    byId("offline").hidden = this.state.connected !== false;
    byId("offline").textContent = `${this.state.app.name} is not connected right now. What you send waits or is lost, as in a real Slack.`;
    const where = this.at === "home" ? `${this.state.app.name} Home` : this.at && this.knows(this.at) ? this.placeName(this.at) : "";
    document.title = [where, this.nameOf(this.as), "Playground"].filter(Boolean).join(" · ");
    for (const part of [this.sidebar, this.switcher, this.clock, this.guide]) part.draw();
  }

  openDrawer() {
    document.body.classList.add("drawer-open");
    byId("scrim").hidden = false;
    document.querySelector(".centre").inert = true;
    byId("drawer-button").setAttribute("aria-expanded", "true");
    (byId("sidebar").querySelector("[aria-current]") ?? byId("sidebar").querySelector("a"))?.focus();
  }

  closeDrawer(refocus = false) {
    if (!document.body.classList.contains("drawer-open")) return;
    document.body.classList.remove("drawer-open");
    byId("scrim").hidden = true;
    document.querySelector(".centre").inert = false;
    byId("drawer-button").setAttribute("aria-expanded", "false");
    if (refocus) byId("drawer-button").focus();
  }

  // The address: #as=U01SAM&at=C02SUP, and &thread=… when one is open. A link to a message adds &message=….

  hashFor({ at, thread = "" }) {
    const parts = new URLSearchParams({ as: this.as, at });
    if (thread) parts.set("thread", thread);
    return `#${parts}`;
  }

  writeHash() {
    const hash = this.hashFor({ at: this.at, thread: this.thread?.ts });
    if (hash !== window.location.hash) history.pushState(null, "", hash);
  }

  async readHash() {
    const parts = new URLSearchParams(window.location.hash.slice(1));
    const at = parts.get("at") === "messages" ? this.botConversation() : parts.get("at") || this.at || this.firstPlace();
    const thread = parts.get("thread");
    const message = parts.get("message") ?? "";
    const wanted = parts.get("as");
    if (wanted && wanted !== this.as && this.person(wanted)) await this.become(wanted, at);
    else this.go({ at, message: thread ? "" : message });
    if (thread && this.at !== "home" && this.thread?.ts !== thread) this.openThread(thread, false, message);
    if (!thread) this.closeThread();
  }

  listen() {
    this.stopListening();
    this.stopListening = listen(this.as, {
      onEvent: (event) => this.heed(event),
      onOpen: () => {
        document.body.dataset.live = "true";
        this.refreshAll();
      },
      onLost: () => {
        document.body.dataset.live = "false";
        byId("offline").hidden = false;
        byId("offline").textContent = "The playground does not answer. Start it again to go on.";
      },
    });
  }

  async start() {
    byId("drawer-button").append(icon("menu"));
    this.modals = modals(this);
    this.sidebar = sidebar(this, byId("sidebar"), () => openSwitches(this));
    this.switcher = personSwitcher(this, byId("person"));
    this.clock = clock(this, byId("clock"));
    this.guide = guide(this, byId("guide"));

    this.as = new URLSearchParams(window.location.hash.slice(1)).get("as") ?? "";
    await this.refreshState().catch((refusal) => {
      if (!this.as) throw refusal;
      this.as = "";
      return this.refreshState();
    });
    await this.readHash();
    this.listen();
    this.composerInput()?.focus({ preventScroll: true });
    document.body.dataset.ready = "true";

    setInterval(() => { if (!document.hidden) this.refreshState().catch(() => {}); }, 30000);
    window.addEventListener("popstate", () => this.readHash().catch((refusal) => complain(refusal.message)));
    byId("skip").addEventListener("click", (event) => {
      event.preventDefault();
      this.composerInput()?.focus();
    });
    byId("drawer-button").addEventListener("click", () => (document.body.classList.contains("drawer-open") ? this.closeDrawer(true) : this.openDrawer()));
    byId("scrim").addEventListener("click", () => this.closeDrawer(true));
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      if (document.body.classList.contains("drawer-open")) this.closeDrawer(true);
      else if (this.thread) this.closeThread();
    });
  }
}

new App().start().catch((refusal) => complain(refusal.message));
