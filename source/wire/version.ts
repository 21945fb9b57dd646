/** The program's version; a test holds it equal to package.json's. A constant, so that no start reads a file for it. */
export const VERSION = '0.1.0';
