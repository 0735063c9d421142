/** The moon in the tab. */
export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="6" fill="#1d2440"/><path d="M19 14A7.500 7.500 0 0 1 10 5a7.500 7.500 0 1 0 9 9z" fill="#f3d37a"/></svg>
`;
