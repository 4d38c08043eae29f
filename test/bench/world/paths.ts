import { join } from 'node:path';

/** The project. */
export const ROOT = join(__dirname, '../../..');
/** Interpreter that stands for the build image's. */
export const PYTHON = join(ROOT, '.venv', 'bin', 'python');
/** Account that everything runs in. */
export const ACCOUNT = '000000000000';
