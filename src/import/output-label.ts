/** "Output:" in the languages that the interface's tables know. */
export const outputLabel =
  /^(?:the |sample |example |expected |program )?(?:outputs?|results?|prints|displays|ausgabe|ergebnis|sortie|résultat|salida|resultado|saída|uscita|uitvoer|вывод|результат|输出|出力|結果)(?: \(stdout\))?\s*:?$/i;
