// The emoji short names the playground knows. An unknown one stays as typed.

const known = {
  "+1": "👍", "thumbsup": "👍", "-1": "👎", "wave": "👋", "clap": "👏", "raised_hands": "🙌", "pray": "🙏", "handshake": "🤝",
  "smile": "😄", "slightly_smiling_face": "🙂", "blush": "😊", "grin": "😁", "thinking_face": "🤔", "hugging_face": "🤗", "relieved": "😌",
  "heart": "❤️", "green_heart": "💚", "blue_heart": "💙", "yellow_heart": "💛", "sparkles": "✨", "star": "⭐", "tada": "🎉", "seedling": "🌱",
  "herb": "🌿", "sunflower": "🌻", "sunny": "☀️", "rainbow": "🌈", "compass": "🧭", "coffee": "☕", "cup_with_straw": "🥤",
  "white_check_mark": "✅", "heavy_check_mark": "✔️", "ballot_box_with_check": "☑️", "x": "❌", "warning": "⚠️", "information_source": "ℹ️",
  "question": "❓", "exclamation": "❗", "lock": "🔒", "unlock": "🔓", "key": "🔑", "eyes": "👀", "eye": "👁️", "see_no_evil": "🙈",
  "bell": "🔔", "no_bell": "🔕", "calendar": "📅", "spiral_calendar_pad": "🗓️", "clock9": "🕘", "hourglass": "⌛", "stopwatch": "⏱️",
  "memo": "📝", "pencil": "📝", "pencil2": "✏️", "notebook": "📓", "books": "📚", "book": "📖", "clipboard": "📋", "pushpin": "📌", "wastebasket": "🗑️",
  "bar_chart": "📊", "chart_with_upwards_trend": "📈", "speech_balloon": "💬", "left_speech_bubble": "🗨️", "thought_balloon": "💭", "mega": "📣",
  "house": "🏠", "gear": "⚙️", "link": "🔗", "mag": "🔍", "bulb": "💡", "rocket": "🚀", "telephone": "☎️", "phone": "☎️", "sos": "🆘",
  "arrow_right": "➡️", "arrow_left": "⬅️", "arrow_up": "⬆️", "arrow_down": "⬇️", "point_right": "👉", "busts_in_silhouette": "👥", "bust_in_silhouette": "👤",
  "ladder": "🪜", "bridge_at_night": "🌉", "raising_hand": "🙋", "people_holding_hands": "🧑‍🤝‍🧑", "shield": "🛡️", "large_blue_circle": "🔵", "large_green_circle": "🟢",
};

/** The character of a short name, or null. */
export function emoji(name) {
  return Object.hasOwn(known, name) ? known[name] : null;
}

/** Replaces the short names in plain text, leaving unknown ones as they are. */
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => emoji(name) ?? whole);
}
