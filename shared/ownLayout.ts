/** What the layout of a file is called that the user has chosen, whatever it calls itself. */
export const OWN = 'own-file';
