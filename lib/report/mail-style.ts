/** Only what inline styles cannot say: dark mode. A client that drops it shows the light mail. */
export const STYLE_SHEET = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.page{background:#0d1117!important;color:#e6edf3!important}
.card{background:#161b22!important;border-color:#30363d!important}
.quiet,.head{color:#9da7b3!important}
.head,.line{border-color:#30363d!important}
.text-good{color:#4ac26b!important}.text-breach{color:#ff8f85!important}
.text-unsure{color:#e3b341!important}.text-missing{color:#9da7b3!important}.text-plain{color:#79b8ff!important}
}`;
