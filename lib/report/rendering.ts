// One module for both, since whoever needs the one needs the other: a function reads one file.
export { renderArchive } from './archive.ts';
export { renderReport } from './render.ts';
