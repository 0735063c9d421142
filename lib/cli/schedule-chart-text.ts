const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `07:00`. */
export function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** `Mon 21 Dec`. */
export function dayText(localDayMs: number): string {
  const date = new Date(localDayMs);
  return `${weekdays[date.getUTCDay()]} ${date.getUTCDate()} ${months[date.getUTCMonth()]}`;
}

/** `Mon-Sun`. */
export function daysText(days: readonly { readonly localDayMs: number }[]): string {
  return [days[0], days.at(-1)].map((day) => weekdays[new Date(day?.localDayMs ?? 0).getUTCDay()]).join('-');
}

/** `Mon 21 Dec 2026`. */
export function dateText(localMs: number): string {
  return `${dayText(localMs)} ${new Date(localMs).getUTCFullYear()}`;
}

/** Text as it may stand in HTML and its attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
