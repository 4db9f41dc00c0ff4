/** What asks readers to do something, at the beginning of a title; in other languages too. Challenges of or for something are a topic. */
export const asks =
  /^[^\p{L}]*(?:exercises?|challenges?(?!\s+(?:for|on|about|to|in|of|with)\b)|your turn|try (?:it|this)(?: (?:out|yourself|on your own))?|practice(?: (?:problems?|exercises?|questions?))?|quiz|check your (?:understanding|knowledge)|self[- ](?:check|test)|homework|übung(?:en|saufgaben?)?|aufgaben?|exercices?|ejercicios?|exercícios?|esercizi[o]?|oefening(?:en)?|ćwiczeni[ea]|упражнени[ея]|задани[ея]|cvičení|övning(?:ar)?|alıştırma(?:lar)?|练习题?|練習(?:問題)?|연습(?:문제)?)(?=\s*(?:$|[^\p{L}\s])|\s+(?:(?:for|on|about|to|zu|n|no)(?!\p{L})|\d))/iu;

/** Of one exercise, whatever lists and headings it has. */
export const single =
  /^[^\p{L}]*(?:exercise|challenge|your turn|try|übung|aufgabe|exercice|ejercicio|exercício|esercizio|oefening)(?!\p{L})/iu;

/** The same in any language: the number says which one it is. */
export const numbered = /^[^\p{L}]*\p{L}+[^\p{L}\d]{0,3}\d/u;

/** Of several exercises. */
export const several =
  /^[^\p{L}]*(?:exercises|challenges|practice (?:problems|exercises|questions)|quizzes|übungen|übungsaufgaben|aufgaben|exercices|ejercicios|exercícios|esercizi|oefeningen)(?!\p{L})/iu;

/** What a heading or a callout says above an exercise whose solution follows. */
export const headsExercise =
  /\b(exercises?|challenge|your turn|try it|try this|practice|task|problem|question|quiz|assignment|activity)\b/i;

/** Of what may as well be a section that shows something: it asks by what stands below it. */
export const mayShow = /^[^\p{L}]*try (?:it|this)(?: out)?[^\p{L}]*$/iu;
