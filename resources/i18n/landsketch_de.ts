<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
 <context>
  <name>Landsketch</name>
  <message>
   <location filename="../../plugin/algorithm.py"></location>
   <source>The algorithm was not prepared.</source>
   <translation>Der Algorithmus wurde nicht vorbereitet.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/cache_info.py"></location>
   <source>Feature cache</source>
   <translation>Merkmalsspeicher</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/cache_info.py"></location>
   <source>Lists what is in the feature cache: images, backbones, sizes and last use.</source>
   <translation>Listet auf, was im Merkmalsspeicher liegt: Bilder, Backbones, Größen und letzte Verwendung.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/cache_info.py"></location>
   <source>Next: delete what is not needed any more: Clear feature cache.</source>
   <translation>Weiter: Löschen Sie, was nicht mehr gebraucht wird: Merkmalsspeicher leeren.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/cache_info.py"></location>
   <source>Size of the cache (GB)</source>
   <translation>Größe des Speichers (GB)</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/cache_info.py"></location>
   <source>Number of sets of features</source>
   <translation>Anzahl der Merkmalssätze</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/clean_map.py"></location>
   <source>Clean map</source>
   <translation>Karte bereinigen</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/clean_map.py"></location>
   <source>Removes small patches from a class map, by a minimum size and a majority filter.</source>
   <translation>Entfernt kleine Teilflächen aus einer Klassenkarte, mit einer Mindestgröße und einem Mehrheitsfilter.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/clean_map.py"></location>
   <source>Number of pixels that changed</source>
   <translation>Anzahl der geänderten Pixel</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/clean_map.py"></location>
   <source>Clean</source>
   <translation>Bereinigt</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/clean_map.py"></location>
   <source>Next: turn the map into polygons: Vectorize map.</source>
   <translation>Weiter: Wandeln Sie die Karte in Polygone um: Karte vektorisieren.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/clear_cache.py"></location>
   <source>Clear feature cache</source>
   <translation>Merkmalsspeicher leeren</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/clear_cache.py"></location>
   <source>Deletes features by image, backbone or last use, to free disk space.</source>
   <translation>Löscht Merkmale nach Bild, Backbone oder letzter Verwendung, um Speicherplatz freizugeben.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/clear_cache.py"></location>
   <source>Freed disk space (GB)</source>
   <translation>Freigegebener Speicherplatz (GB)</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/clear_cache.py"></location>
   <source>Number of deleted sets of features</source>
   <translation>Anzahl der gelöschten Merkmalssätze</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/clear_cache.py"></location>
   <source>Freed {:.2f} GB. Features are computed again when needed.</source>
   <translation>{:.2f} GB wurden freigegeben. Merkmale werden bei Bedarf neu berechnet.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_maps.py"></location>
   <source>Compare maps</source>
   <translation>Karten vergleichen</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_maps.py"></location>
   <source>Shows where two class maps differ, and how large each change is.</source>
   <translation>Zeigt, wo sich zwei Klassenkarten unterscheiden, und wie groß jede Änderung ist.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_maps.py"></location>
   <source>Next: look at the largest changes, and draw corrections where they are wrong.</source>
   <translation>Weiter: Sehen Sie sich die größten Änderungen an, und zeichnen Sie Korrekturen, wo sie falsch sind.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_maps.py"></location>
   <source>Fraction that changed (%)</source>
   <translation>Geänderter Anteil (%)</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_maps.py"></location>
   <source>Number of kinds of changes</source>
   <translation>Anzahl der Arten von Änderungen</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_maps.py"></location>
   <source>Changes</source>
   <translation>Änderungen</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_models.py"></location>
   <source>Compare models</source>
   <translation>Modelle vergleichen</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_models.py"></location>
   <source>Tells which of two models is better on the same folds of the validation.</source>
   <translation>Sagt, welches von zwei Modellen auf denselben Folds der Validierung besser ist.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_models.py"></location>
   <source>Next: score both models on the same labels: Evaluate model.</source>
   <translation>Weiter: Bewerten Sie beide Modelle mit denselben Labels: Modell bewerten.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_models.py"></location>
   <source>Difference of the mean IoU of all held-out labels</source>
   <translation>Differenz der mittleren IoU aller zurückgehaltenen Labels</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_models.py"></location>
   <source>Mean difference on the same folds</source>
   <translation>Mittlere Differenz auf denselben Folds</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_models.py"></location>
   <source>Standard deviation of the folds' differences</source>
   <translation>Standardabweichung der Differenzen der Folds</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_models.py"></location>
   <source>Number of folds on which the model is better</source>
   <translation>Anzahl der Folds, auf denen das Modell besser ist</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_models.py"></location>
   <source>Number of folds on which the earlier model is better</source>
   <translation>Anzahl der Folds, auf denen das frühere Modell besser ist</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_models.py"></location>
   <source>Number of folds that were compared</source>
   <translation>Anzahl der verglichenen Folds</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_models.py"></location>
   <source>Next: see where their maps differ: Compare maps.</source>
   <translation>Weiter: Sehen Sie, wo sich die Karten unterscheiden: Karten vergleichen.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/create_pipeline.py"></location>
   <source>Create pipeline</source>
   <translation>Pipeline erstellen</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/create_pipeline.py"></location>
   <source>Makes a pipeline file of finished runs, from the records beside their results; it repeats them here or on a server.</source>
   <translation>Macht eine Pipeline-Datei aus fertigen Läufen, aus den Aufzeichnungen neben ihren Ergebnissen; sie wiederholt sie hier oder auf einem Server.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/create_pipeline.py"></location>
   <source>Next: run it: Run pipeline, or on a server 'landsketch run' with the file.</source>
   <translation>Weiter: Führen Sie sie aus: Pipeline ausführen, oder auf einem Server 'landsketch run' mit der Datei.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/create_pipeline.py"></location>
   <source>Number of steps</source>
   <translation>Anzahl der Schritte</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/engine_info.py"></location>
   <source>Engine information</source>
   <translation>Informationen zur Engine</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/engine_info.py"></location>
   <source>Shows which Python runs the engine, whether it works, and its devices.</source>
   <translation>Zeigt, welches Python die Engine ausführt, ob sie funktioniert, und ihre Geräte.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/engine_info.py"></location>
   <source>Python of the engine</source>
   <translation>Python der Engine</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/engine_info.py"></location>
   <source>Devices, best first</source>
   <translation>Geräte, das beste zuerst</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/engine_info.py"></location>
   <source>Whether the engine works</source>
   <translation>Ob die Engine funktioniert</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/engine_info.py"></location>
   <source>Whether it should be updated</source>
   <translation>Ob sie aktualisiert werden sollte</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/engine_info.py"></location>
   <source>Text for a report</source>
   <translation>Text für eine Fehlermeldung</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/engine_info.py"></location>
   <source>Next: this plugin has newer packages: run Set up engine.</source>
   <translation>Weiter: Diese Erweiterung hat neuere Pakete: Führen Sie Engine einrichten aus.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/evaluate_model.py"></location>
   <source>Evaluate model</source>
   <translation>Modell bewerten</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/evaluate_model.py"></location>
   <source>Scores a model on labels, by default without the polygons it was trained on.</source>
   <translation>Bewertet ein Modell mit Labels, standardmäßig ohne die Polygone, mit denen es trainiert wurde.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/evaluate_model.py"></location>
   <source>Next: map an image with this model: Predict raster.</source>
   <translation>Weiter: Kartieren Sie ein Bild mit diesem Modell: Raster klassifizieren.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/export_model.py"></location>
   <source>Export model</source>
   <translation>Modell exportieren</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/export_model.py"></location>
   <source>Writes a model and its backbone as one ONNX file that Deepness and other programs can run.</source>
   <translation>Schreibt ein Modell und sein Backbone als eine ONNX-Datei, die Deepness und andere Programme ausführen können.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/export_model.py"></location>
   <source>Licence of the backbone</source>
   <translation>Lizenz des Backbones</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/find_learning_rate.py"></location>
   <source>Find learning rate</source>
   <translation>Lernrate finden</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/find_learning_rate.py"></location>
   <source>Tries rising learning rates for a short while and suggests one for 'Train head'.</source>
   <translation>Probiert kurz steigende Lernraten aus und schlägt eine für 'Kopf trainieren' vor.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/find_learning_rate.py"></location>
   <source>Next: train with this learning rate: Train head.</source>
   <translation>Weiter: Trainieren Sie mit dieser Lernrate: Kopf trainieren.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/find_learning_rate.py"></location>
   <source>Suggested learning rate</source>
   <translation>Vorgeschlagene Lernrate</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/install_backbone.py"></location>
   <source>Install backbone</source>
   <translation>Backbone installieren</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/install_backbone.py"></location>
   <source>Downloads the weights of a backbone, so that it works without a network from then on.</source>
   <translation>Lädt die Gewichte eines Backbones herunter, sodass es danach ohne Netzwerk funktioniert.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/install_backbone.py"></location>
   <source>Next: train a model with this backbone: Train head.</source>
   <translation>Weiter: Trainieren Sie ein Modell mit diesem Backbone: Kopf trainieren.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/install_backbone.py"></location>
   <source>Folder of the backbone</source>
   <translation>Ordner des Backbones</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/model_info.py"></location>
   <source>Model information</source>
   <translation>Modellinformationen</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/model_info.py"></location>
   <source>Shows classes, scores, backbone and licence of a model, and its labels.</source>
   <translation>Zeigt Klassen, Genauigkeit, Backbone und Lizenz eines Modells sowie seine Labels.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/model_info.py"></location>
   <source>Model</source>
   <translation>Modell</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/model_info.py"></location>
   <source>Model written by 'Train head'.</source>
   <translation>Modell, das 'Kopf trainieren' geschrieben hat.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/model_info.py"></location>
   <source>Training labels</source>
   <translation>Trainingslabels</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/model_info.py"></location>
   <source>Layer with the polygons that the model was trained on; optional.</source>
   <translation>Layer mit den Polygonen, mit denen das Modell trainiert wurde; optional.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/model_info.py"></location>
   <source>Models (*.safetensors)</source>
   <translation>Modelle (*.safetensors)</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/model_info.py"></location>
   <source>Names of the classes, as JSON</source>
   <translation>Namen der Klassen, als JSON</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/model_info.py"></location>
   <source>Name of the backbone</source>
   <translation>Name des Backbones</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/model_info.py"></location>
   <source>Mean IoU on held-out labels</source>
   <translation>Mittlere IoU auf zurückgehaltenen Labels</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/model_info.py"></location>
   <source>Number of training polygons</source>
   <translation>Anzahl der Trainingspolygone</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/model_info.py"></location>
   <source>There is no file {}; check the path.</source>
   <translation>Die Datei {} gibt es nicht; prüfen Sie den Pfad.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/model_info.py"></location>
   <source>{} is no model of this version of Landsketch; choose a file that 'Train head' has written.</source>
   <translation>{} ist kein Modell dieser Version von Landsketch; wählen Sie eine Datei, die 'Kopf trainieren' geschrieben hat.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/model_info.py"></location>
   <source>The training labels cannot be written to {}.</source>
   <translation>Die Trainingslabels können nicht nach {} geschrieben werden.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/predict_raster.py"></location>
   <source>Predict raster</source>
   <translation>Raster klassifizieren</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/predict_raster.py"></location>
   <source>Maps a whole image with a trained model and loads the map with its class names and colours.</source>
   <translation>Kartiert ein ganzes Bild mit einem trainierten Modell und lädt die Karte mit den Namen und Farben ihrer Klassen.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/predict_raster.py"></location>
   <source>Next: look where the map is wrong, label there and train again.</source>
   <translation>Weiter: Sehen Sie, wo die Karte falsch ist, zeichnen Sie dort Labels und trainieren Sie neu.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/predict_raster.py"></location>
   <source>Classes</source>
   <translation>Klassen</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/predict_raster.py"></location>
   <source>Confidence</source>
   <translation>Konfidenz</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/predict_raster.py"></location>
   <source>Probabilities</source>
   <translation>Wahrscheinlichkeiten</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/predict_rasters.py"></location>
   <source>Predict many rasters</source>
   <translation>Viele Raster klassifizieren</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/predict_rasters.py"></location>
   <source>Maps many images with one trained model, one map per image; the backbone is loaded once.</source>
   <translation>Kartiert viele Bilder mit einem trainierten Modell, eine Karte je Bild; das Backbone wird einmal geladen.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/predict_rasters.py"></location>
   <source>Load the maps</source>
   <translation>Karten laden</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/predict_rasters.py"></location>
   <source>Show the maps in the project when all are made; models do not need it.</source>
   <translation>Die Karten im Projekt zeigen, wenn alle fertig sind; Modelle brauchen das nicht.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/predict_rasters.py"></location>
   <source>Next: look where the maps are wrong, label there and train again.</source>
   <translation>Weiter: Sehen Sie, wo die Karten falsch sind, zeichnen Sie dort Labels und trainieren Sie neu.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/predict_rasters.py"></location>
   <source>Maps</source>
   <translation>Karten</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/predict_rasters.py"></location>
   <source>Number of maps</source>
   <translation>Anzahl der Karten</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/predict_rasters.py"></location>
   <source>Number of images that could not be mapped</source>
   <translation>Anzahl der Bilder, die nicht kartiert werden konnten</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/predict_rasters.py"></location>
   <source>Polygons of all maps</source>
   <translation>Polygone aller Karten</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/prepare_dataset.py"></location>
   <source>Prepare dataset</source>
   <translation>Datensatz vorbereiten</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/prepare_dataset.py"></location>
   <source>Copies labels, lists the tiles under them and keeps their features, to be verified and trained on.</source>
   <translation>Kopiert Labels, listet die Kacheln unter ihnen auf und behält deren Merkmale, zum Prüfen und Trainieren.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/prepare_dataset.py"></location>
   <source>Load the tiles</source>
   <translation>Kacheln laden</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/prepare_dataset.py"></location>
   <source>Show the tiles in the project; models do not need it.</source>
   <translation>Die Kacheln im Projekt zeigen; Modelle brauchen das nicht.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/prepare_dataset.py"></location>
   <source>Next: look for faults before training: Verify dataset.</source>
   <translation>Weiter: Suchen Sie vor dem Training nach Fehlern: Datensatz prüfen.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/prepare_dataset.py"></location>
   <source>Tiles – {}</source>
   <translation>Kacheln – {}</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/prepare_dataset.py"></location>
   <source>Tiles</source>
   <translation>Kacheln</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/prepare_dataset.py"></location>
   <source>Both dates as one raster</source>
   <translation>Beide Zeitpunkte als ein Raster</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/prepare_dataset.py"></location>
   <source>Number of tiles</source>
   <translation>Anzahl der Kacheln</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/prepare_dataset.py"></location>
   <source>Number of labels</source>
   <translation>Anzahl der Labels</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/prepare_dataset.py"></location>
   <source>Number of tiles encoded now</source>
   <translation>Anzahl der jetzt kodierten Kacheln</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/prepare_features.py"></location>
   <source>Prepare features</source>
   <translation>Merkmale vorbereiten</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/prepare_features.py"></location>
   <source>Encodes an image with a frozen backbone and keeps the features for training and mapping.</source>
   <translation>Kodiert ein Bild mit einem unveränderlichen Backbone und behält die Merkmale für Training und Kartierung.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/prepare_features.py"></location>
   <source>Next: train a model on this image: Train head.</source>
   <translation>Weiter: Trainieren Sie ein Modell auf diesem Bild: Kopf trainieren.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/prepare_features.py"></location>
   <source>Number of tiles found in the cache</source>
   <translation>Anzahl der Kacheln, die im Merkmalsspeicher lagen</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/run_pipeline.py"></location>
   <source>Run pipeline</source>
   <translation>Pipeline ausführen</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/run_pipeline.py"></location>
   <source>Runs the steps of a pipeline file, such as training, mapping and vectorising; steps that are up to date are skipped.</source>
   <translation>Führt die Schritte einer Pipeline-Datei aus, etwa Training, Kartierung und Vektorisierung; Schritte, die aktuell sind, werden übersprungen.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/run_pipeline.py"></location>
   <source>Load the results</source>
   <translation>Ergebnisse laden</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/run_pipeline.py"></location>
   <source>Show maps and polygons in the project when all steps are done.</source>
   <translation>Karten und Polygone im Projekt zeigen, wenn alle Schritte fertig sind.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/run_pipeline.py"></location>
   <source>Next: run it without 'Only check'.</source>
   <translation>Weiter: Führen Sie sie ohne 'Nur prüfen' aus.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/run_pipeline.py"></location>
   <source>Map</source>
   <translation>Karte</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/run_pipeline.py"></location>
   <source>Polygons</source>
   <translation>Polygone</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/run_pipeline.py"></location>
   <source>Report</source>
   <translation>Bericht</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/run_pipeline.py"></location>
   <source>Number of steps that were run</source>
   <translation>Anzahl der Schritte, die ausgeführt wurden</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/run_pipeline.py"></location>
   <source>Number of steps that were up to date</source>
   <translation>Anzahl der Schritte, die aktuell waren</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>Set up engine</source>
   <translation>Engine einrichten</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>Downloads the engine's packages into a Python environment of their own, outside QGIS.</source>
   <translation>Lädt die Pakete der Engine in eine eigene Python-Umgebung außerhalb von QGIS.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>Make it anew</source>
   <translation>Neu anlegen</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>Also if an environment with the same packages is there: a repair.</source>
   <translation>Auch wenn es eine Umgebung mit denselben Paketen gibt: eine Reparatur.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>Action</source>
   <translation>Aktion</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>'setup' makes the environment, 'show' only says what would be done, and 'remove' deletes what a set-up made.</source>
   <translation>'setup' legt die Umgebung an, 'show' sagt nur, was getan würde, und 'remove' löscht, was eine Einrichtung angelegt hat.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>Device</source>
   <translation>Gerät</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>Build of torch: 'cuda' for NVIDIA GPUs (about 3 GB), 'cpu' without; 'auto' takes 'cuda' where the driver and the GPU fit. On Apple computers 'cpu' includes the GPU.</source>
   <translation>Ausführung von torch: 'cuda' für NVIDIA-GPUs (etwa 3 GB), 'cpu' ohne; 'auto' nimmt 'cuda', wo Treiber und GPU passen. Auf Apple-Computern schließt 'cpu' die GPU ein.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>Python</source>
   <translation>Python</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>Python 3.11 to 3.14 that the environment is made from; empty: one that fits is found, else downloaded.</source>
   <translation>Python 3.11 bis 3.14, aus dem die Umgebung angelegt wird; leer: ein passendes wird gesucht, sonst heruntergeladen.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>Folder</source>
   <translation>Ordner</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>Where the environment goes; empty: the user's folder for application data.</source>
   <translation>Wohin die Umgebung kommt; leer: der Ordner des Benutzers für Anwendungsdaten.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>Folder of wheels</source>
   <translation>Ordner mit Wheels</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>Packages for a computer without a network; empty: they are downloaded.</source>
   <translation>Pakete für einen Computer ohne Netzwerk; leer: sie werden heruntergeladen.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>Log of the set-up</source>
   <translation>Protokoll der Einrichtung</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>The same as commands:</source>
   <translation>Dasselbe als Befehle:</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>No NVIDIA driver was found: the engine will compute on the processor until there is one.</source>
   <translation>Es wurde kein NVIDIA-Treiber gefunden: Die Engine rechnet auf dem Prozessor, bis es einen gibt.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>The engine is set up already: {}</source>
   <translation>Die Engine ist schon eingerichtet: {}</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>Choose 'cpu'.</source>
   <translation>Wählen Sie 'cpu'.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>{} were freed.</source>
   <translation>{} wurden freigegeben.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/shift_labels.py"></location>
   <source>Shift labels</source>
   <translation>Labels verschieben</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/shift_labels.py"></location>
   <source>Moves labels by an offset, or to where their outlines fit the image.</source>
   <translation>Verschiebt Labels um einen Versatz, oder dorthin, wo ihre Umrisse zum Bild passen.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/shift_labels.py"></location>
   <source>Shifted labels</source>
   <translation>Verschobene Labels</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/shift_labels.py"></location>
   <source>Offsets of the labels</source>
   <translation>Versatz der Labels</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/shift_labels.py"></location>
   <source>Next: look at the shifted labels over the image, then Train head with them.</source>
   <translation>Weiter: Sehen Sie sich die verschobenen Labels über dem Bild an, dann Kopf trainieren mit ihnen.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/shift_labels.py"></location>
   <source>Offset to the east (map units)</source>
   <translation>Versatz nach Osten (Karteneinheiten)</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/shift_labels.py"></location>
   <source>Offset to the north (map units)</source>
   <translation>Versatz nach Norden (Karteneinheiten)</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/shift_labels.py"></location>
   <source>What was found</source>
   <translation>Was gefunden wurde</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/similarity.py"></location>
   <source>Find similar</source>
   <translation>Ähnliches finden</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/similarity.py"></location>
   <source>Shows where an image looks like a few examples, without training, and outlines these places.</source>
   <translation>Zeigt ohne Training, wo ein Bild wenigen Beispielen ähnelt, und umreißt diese Stellen.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/similarity.py"></location>
   <source>Threshold (%)</source>
   <translation>Schwelle (%)</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/similarity.py"></location>
   <source>Number of polygons</source>
   <translation>Anzahl der Polygone</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/similarity.py"></location>
   <source>Similarity</source>
   <translation>Ähnlichkeit</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/similarity.py"></location>
   <source>Similar</source>
   <translation>Ähnliches</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/suggest_labels.py"></location>
   <source>Suggest labels</source>
   <translation>Labels vorschlagen</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/suggest_labels.py"></location>
   <source>Suggests places where a further label is expected to help most.</source>
   <translation>Schlägt Stellen vor, an denen ein weiteres Label voraussichtlich am meisten hilft.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/suggest_labels.py"></location>
   <source>Where to label next</source>
   <translation>Nächste Stellen für Labels</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/suggest_labels.py"></location>
   <source>Number of places</source>
   <translation>Anzahl der Stellen</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/train_head.py"></location>
   <source>Train head</source>
   <translation>Kopf trainieren</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/train_head.py"></location>
   <source>Learns classes from label polygons and writes a model that maps whole images.</source>
   <translation>Lernt Klassen aus Label-Polygonen und schreibt ein Modell, das ganze Bilder kartiert.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/train_head.py"></location>
   <source>For better maps: train with a pretrained backbone (Install backbone).</source>
   <translation>Für bessere Karten: Trainieren Sie mit einem vortrainierten Backbone (Backbone installieren).</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/vectorize_map.py"></location>
   <source>Vectorize map</source>
   <translation>Karte vektorisieren</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/vectorize_map.py"></location>
   <source>Turns a class map into polygons with class, area on the ground and mean confidence.</source>
   <translation>Wandelt eine Klassenkarte in Polygone mit Klasse, Fläche am Boden und mittlerer Konfidenz um.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/verify_dataset.py"></location>
   <source>Verify dataset</source>
   <translation>Datensatz prüfen</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/verify_dataset.py"></location>
   <source>Looks for faults in images, labels and folds: bad pixels, wrong classes, shifted labels and more.</source>
   <translation>Sucht nach Fehlern in Bildern, Labels und Folds: schlechte Pixel, falsche Klassen, versetzte Labels und mehr.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/verify_dataset.py"></location>
   <source>Number of errors</source>
   <translation>Anzahl der Fehler</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/verify_dataset.py"></location>
   <source>Number of warnings</source>
   <translation>Anzahl der Warnungen</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/verify_dataset.py"></location>
   <source>Number of notes</source>
   <translation>Anzahl der Hinweise</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/verify_dataset.py"></location>
   <source>Number of labels that look like another class</source>
   <translation>Anzahl der Labels, die wie eine andere Klasse aussehen</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/verify_dataset.py"></location>
   <source>Offset of the labels to the east (map units)</source>
   <translation>Versatz der Labels nach Osten (Karteneinheiten)</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/verify_dataset.py"></location>
   <source>Offset of the labels to the north (map units)</source>
   <translation>Versatz der Labels nach Norden (Karteneinheiten)</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/verify_dataset.py"></location>
   <source>Next: correct what was found, prepare the dataset again, then Train head on it.</source>
   <translation>Weiter: Verbessern Sie, was gefunden wurde, bereiten Sie den Datensatz neu vor, dann Kopf trainieren mit ihm.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/verify_dataset.py"></location>
   <source>What was found, as JSON</source>
   <translation>Was gefunden wurde, als JSON</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/verify_dataset.py"></location>
   <source>Labels are shifted</source>
   <translation>Labels sind versetzt</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/verify_dataset.py"></location>
   <source>Flagged tiles – {}</source>
   <translation>Markierte Kacheln – {}</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/verify_dataset.py"></location>
   <source>Flagged labels – {}</source>
   <translation>Markierte Labels – {}</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/verify_dataset.py"></location>
   <source>Shift of the labels – {}</source>
   <translation>Versatz der Labels – {}</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/verify_dataset.py"></location>
   <source>{} errors, {} warnings, {} notes.</source>
   <translation>{} Fehler, {} Warnungen, {} Hinweise.</translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/verify_dataset.py"></location>
   <source>Report: {}</source>
   <translation>Bericht: {}</translation>
  </message>
  <message>
   <location filename="../../plugin/backbone_list.py"></location>
   <source>included</source>
   <translation>enthalten</translation>
  </message>
  <message>
   <location filename="../../plugin/backbone_list.py"></location>
   <source>installed</source>
   <translation>installiert</translation>
  </message>
  <message>
   <location filename="../../plugin/backbone_list.py"></location>
   <source>{:.3g} Mpx/s on this computer</source>
   <translation>{:.3g} Mpx/s auf diesem Computer</translation>
  </message>
  <message>
   <location filename="../../plugin/backbone_list.py"></location>
   <source>{}; {} for '{}' at scale 1</source>
   <translation>{}; {} für '{}' bei Skalierung 1</translation>
  </message>
  <message>
   <location filename="../../plugin/backbone_list.py"></location>
   <source>Measuring {}</source>
   <translation>{} wird gemessen</translation>
  </message>
  <message>
   <location filename="../../plugin/backbone_list.py"></location>
   <source>{}: licence {}, {}</source>
   <translation>{}: Lizenz {}, {}</translation>
  </message>
  <message>
   <location filename="../../plugin/backbone_list.py"></location>
   <source>From {}, {}</source>
   <translation>Von {}, {}</translation>
  </message>
  <message>
   <location filename="../../plugin/backbone_list.py"></location>
   <source>no message</source>
   <translation>keine Meldung</translation>
  </message>
  <message>
   <location filename="../../plugin/backbone_list.py"></location>
   <source>The speed could not be measured: {}</source>
   <translation>Die Geschwindigkeit konnte nicht gemessen werden: {}</translation>
  </message>
  <message>
   <location filename="../../plugin/backbone_list.py"></location>
   <source>Source: {}</source>
   <translation>Quelle: {}</translation>
  </message>
  <message>
   <location filename="../../plugin/backbone_list.py"></location>
   <source>package index</source>
   <translation>Paketindex</translation>
  </message>
  <message>
   <location filename="../../plugin/background_task.py"></location>
   <source>Cancelled.</source>
   <translation>Abgebrochen.</translation>
  </message>
  <message>
   <location filename="../../plugin/background_task.py"></location>
   <source>{}, {} left</source>
   <translation>{}, noch {}</translation>
  </message>
  <message>
   <location filename="../../plugin/base_algorithm.py"></location>
   <source>1 Label</source>
   <translation>1 Labels</translation>
  </message>
  <message>
   <location filename="../../plugin/base_algorithm.py"></location>
   <source>2 Prepare</source>
   <translation>2 Vorbereiten</translation>
  </message>
  <message>
   <location filename="../../plugin/base_algorithm.py"></location>
   <source>3 Train</source>
   <translation>3 Trainieren</translation>
  </message>
  <message>
   <location filename="../../plugin/base_algorithm.py"></location>
   <source>4 Map</source>
   <translation>4 Kartieren</translation>
  </message>
  <message>
   <location filename="../../plugin/base_algorithm.py"></location>
   <source>5 Assess</source>
   <translation>5 Bewerten</translation>
  </message>
  <message>
   <location filename="../../plugin/base_algorithm.py"></location>
   <source>6 Tools</source>
   <translation>6 Werkzeuge</translation>
  </message>
  <message>
   <location filename="../../plugin/base_algorithm.py"></location>
   <source>7 Engine</source>
   <translation>7 Engine</translation>
  </message>
  <message>
   <location filename="../../plugin/base_algorithm.py"></location>
   <source>8 Models</source>
   <translation>8 Modelle</translation>
  </message>
  <message>
   <location filename="../../plugin/durations.py"></location>
   <source>about {}</source>
   <translation>etwa {}</translation>
  </message>
  <message>
   <location filename="../../plugin/engine/child.py"></location>
   <source>The engine was killed, probably by the system because memory ran out. Close other programs and run it again: a map or a training resumes. If it happens again, choose a smaller backbone or SCALE, or set the device to 'cpu'.</source>
   <translation>Die Engine wurde beendet, vermutlich vom System, weil der Arbeitsspeicher ausging. Schließen Sie andere Programme und starten Sie den Lauf erneut: Eine Karte oder ein Training wird fortgesetzt. Geschieht es wieder, wählen Sie ein kleineres Backbone oder SCALE, oder setzen Sie das Gerät auf 'cpu'.</translation>
  </message>
  <message>
   <location filename="../../plugin/engine/child.py"></location>
   <source>The engine stopped unexpectedly (exit code {}); run it again, and if it happens twice report it with the log.</source>
   <translation>Die Engine hat sich unerwartet beendet (Exit-Code {}); starten Sie den Lauf erneut, und melden Sie es mit dem Protokoll, wenn es zweimal geschieht.</translation>
  </message>
  <message>
   <location filename="../../plugin/engine/child.py"></location>
   <source>Last line of its log: {}</source>
   <translation>Letzte Zeile ihres Protokolls: {}</translation>
  </message>
  <message>
   <location filename="../../plugin/engine/health.py"></location>
   <source>Looking at the engine environment (first time only)</source>
   <translation>Umgebung der Engine wird untersucht (nur beim ersten Mal)</translation>
  </message>
  <message>
   <location filename="../../plugin/engine/health.py"></location>
   <source>it does not answer</source>
   <translation>es antwortet nicht</translation>
  </message>
  <message>
   <location filename="../../plugin/engine/health.py"></location>
   <source>The engine's Python {} does not work: {}. Choose Raster &gt; Landsketch &gt; Set up engine to repair it, or install the packages of the plugin's requirements/engine.txt into it.</source>
   <translation>Das Python {} der Engine funktioniert nicht: {}. Wählen Sie Raster &gt; Landsketch &gt; Engine einrichten, um es zu reparieren, oder installieren Sie darin die Pakete aus requirements/engine.txt der Erweiterung.</translation>
  </message>
  <message>
   <location filename="../../plugin/engine/in_process.py"></location>
   <source>QGIS's own Python cannot run the engine ({}); choose another interpreter in the Landsketch settings or in the environment variable LANDSKETCH_PYTHON.</source>
   <translation>Das Python von QGIS kann die Engine nicht ausführen ({}); wählen Sie einen anderen Interpreter in den Einstellungen von Landsketch oder in der Umgebungsvariablen LANDSKETCH_PYTHON.</translation>
  </message>
  <message>
   <location filename="../../plugin/engine/lease.py"></location>
   <source>Waiting: another Landsketch job is using {}.</source>
   <translation>Warten: Ein anderer Auftrag von Landsketch benutzt {}.</translation>
  </message>
  <message>
   <location filename="../../plugin/engine/lookup.py"></location>
   <source>Settings &gt; Options &gt; Landsketch</source>
   <translation>Einstellungen &gt; Optionen &gt; Landsketch</translation>
  </message>
  <message>
   <location filename="../../plugin/engine/lookup.py"></location>
   <source>The engine is not set up. Choose Raster &gt; Landsketch &gt; Set up engine. Without a desktop, run landsketch:setupengine. An environment of your own is named under Settings &gt; Options &gt; Landsketch or in the environment variable {}.</source>
   <translation>Die Engine ist nicht eingerichtet. Wählen Sie Raster &gt; Landsketch &gt; Engine einrichten. Ohne Desktop starten Sie landsketch:setupengine. Eine eigene Umgebung nennen Sie unter Einstellungen &gt; Optionen &gt; Landsketch oder in der Umgebungsvariable {}.</translation>
  </message>
  <message>
   <location filename="../../plugin/engine/lookup.py"></location>
   <source>The Python interpreter {} named in {} does not exist; correct the path or clear it.</source>
   <translation>Den Python-Interpreter {}, der in {} angegeben ist, gibt es nicht; berichtigen Sie den Pfad oder leeren Sie ihn.</translation>
  </message>
  <message>
   <location filename="../../plugin/engine/worker.py"></location>
   <source>The engine failed without saying why.</source>
   <translation>Die Engine ist ohne Angabe eines Grundes gescheitert.</translation>
  </message>
  <message>
   <location filename="../../plugin/engine/worker.py"></location>
   <source>Starting the engine: {}</source>
   <translation>Engine wird gestartet: {}</translation>
  </message>
  <message>
   <location filename="../../plugin/engine/worker.py"></location>
   <source>The engine did not answer within {} s; try again, or choose another interpreter.</source>
   <translation>Die Engine hat innerhalb von {} s nicht geantwortet; versuchen Sie es erneut, oder wählen Sie einen anderen Interpreter.</translation>
  </message>
  <message>
   <location filename="../../plugin/engine/worker.py"></location>
   <source>The engine speaks protocol {} and this plugin protocol {}; install the engine that came with the plugin, or update the plugin.</source>
   <translation>Die Engine spricht Protokoll {} und diese Erweiterung Protokoll {}; installieren Sie die Engine, die zur Erweiterung gehört, oder aktualisieren Sie die Erweiterung.</translation>
  </message>
  <message>
   <location filename="../../plugin/engine/worker.py"></location>
   <source>The engine's Python {} cannot be started; choose another one under Settings &gt; Options &gt; Landsketch.</source>
   <translation>Das Python {} der Engine kann nicht gestartet werden; wählen Sie ein anderes unter Einstellungen &gt; Optionen &gt; Landsketch.</translation>
  </message>
  <message>
   <location filename="../../plugin/feedback.py"></location>
   <source>mean IoU</source>
   <translation>mittlere IoU</translation>
  </message>
  <message>
   <location filename="../../plugin/feedback.py"></location>
   <source>macro F1</source>
   <translation>Makro-F1</translation>
  </message>
  <message>
   <location filename="../../plugin/feedback.py"></location>
   <source>overall accuracy</source>
   <translation>Gesamtgenauigkeit</translation>
  </message>
  <message>
   <location filename="../../plugin/feedback.py"></location>
   <source>kappa</source>
   <translation>Kappa</translation>
  </message>
  <message>
   <location filename="../../plugin/feedback.py"></location>
   <source>boundary F1</source>
   <translation>Umriss-F1</translation>
  </message>
  <message>
   <location filename="../../plugin/layers.py"></location>
   <source>'{}' is a web map: it has pictures, not pixels on disk. Save the part you need as a file first, with Export &gt; Save As in the layer's menu or with 'Convert map to raster' (native:rasterize), and use that file.</source>
   <translation>'{}' ist eine Webkarte: Sie besteht aus Bildern, nicht aus Pixeln auf dem Datenträger. Speichern Sie den benötigten Teil zuerst als Datei, mit Exportieren &gt; Speichern als im Menü des Layers oder mit „Karte in Raster umwandeln“ (native:rasterize), und benutzen Sie diese Datei.</translation>
  </message>
  <message>
   <location filename="../../plugin/layers.py"></location>
   <source>'{}' is not a raster file; export it to a GeoTIFF with Export &gt; Save As and use that file.</source>
   <translation>'{}' ist keine Rasterdatei; exportieren Sie den Layer mit Exportieren &gt; Speichern als in ein GeoTIFF und benutzen Sie diese Datei.</translation>
  </message>
  <message>
   <location filename="../../plugin/layers.py"></location>
   <source>The features cannot be copied to {}: {}</source>
   <translation>Die Objekte können nicht nach {} kopiert werden: {}</translation>
  </message>
  <message>
   <location filename="../../plugin/layers.py"></location>
   <source>There is no polygon or point in '{}'; draw some, or check its selection and filter.</source>
   <translation>In '{}' gibt es kein Polygon und keinen Punkt; zeichnen Sie welche, oder prüfen Sie Auswahl und Filter.</translation>
  </message>
  <message>
   <location filename="../../plugin/layers.py"></location>
   <source>The layer '{}' has no field '{}'; choose one of: {}.</source>
   <translation>Der Layer '{}' hat kein Feld '{}'; wählen Sie eines von: {}.</translation>
  </message>
  <message>
   <location filename="../../plugin/live/answers.py"></location>
   <source>Draw labels of at least two classes.</source>
   <translation>Zeichnen Sie Labels von mindestens zwei Klassen.</translation>
  </message>
  <message>
   <location filename="../../plugin/live/answers.py"></location>
   <source>Draw labels of two classes.</source>
   <translation>Zeichnen Sie Labels von zwei Klassen.</translation>
  </message>
  <message>
   <location filename="../../plugin/live/answers.py"></location>
   <source>Reading the image: {} tiles left, about {} s.</source>
   <translation>Bild wird gelesen: noch {} Kacheln, etwa {} s.</translation>
  </message>
  <message>
   <location filename="../../plugin/live/answers.py"></location>
   <source>Up to date.</source>
   <translation>Auf dem neuesten Stand.</translation>
  </message>
  <message>
   <location filename="../../plugin/live/answers.py"></location>
   <source>The view is too large; its middle is mapped. Zoom in to see the rest.</source>
   <translation>Der Kartenausschnitt ist zu groß; seine Mitte wird kartiert. Zoomen Sie hinein, um den Rest zu sehen.</translation>
  </message>
  <message>
   <location filename="../../plugin/live/answers.py"></location>
   <source>{} label(s) lie outside the image and do not count.</source>
   <translation>{} Label(s) liegen außerhalb des Bildes und zählen nicht.</translation>
  </message>
  <message>
   <location filename="../../plugin/live/classes.py"></location>
   <source>There is a class '{}' already; choose another name, or merge the two.</source>
   <translation>Es gibt schon eine Klasse '{}'; wählen Sie einen anderen Namen, oder verschmelzen Sie die beiden.</translation>
  </message>
  <message>
   <location filename="../../plugin/live/classes.py"></location>
   <source>A class needs a name.</source>
   <translation>Eine Klasse braucht einen Namen.</translation>
  </message>
  <message>
   <location filename="../../plugin/live/classes.py"></location>
   <source>There are {} classes already.</source>
   <translation>Es gibt schon {} Klassen.</translation>
  </message>
  <message>
   <location filename="../../plugin/live/classes.py"></location>
   <source>The labels have {} classes, and at most {} are possible; choose labels whose field names a few classes, or press New.</source>
   <translation>Die Labels haben {} Klassen, möglich sind höchstens {}; wählen Sie Labels, deren Feld wenige Klassen nennt, oder klicken Sie auf Neu.</translation>
  </message>
  <message>
   <location filename="../../plugin/live/drawing.py"></location>
   <source>The labels cannot be drawn in the project's CRS.</source>
   <translation>Die Labels können im KBS des Projekts nicht gezeichnet werden.</translation>
  </message>
  <message>
   <location filename="../../plugin/live/drawing.py"></location>
   <source>All ground here has labels of other classes.</source>
   <translation>Hier liegen überall Labels anderer Klassen.</translation>
  </message>
  <message>
   <location filename="../../plugin/live/drawing.py"></location>
   <source>The ground here has labels of locked classes.</source>
   <translation>Hier liegen Labels gesperrter Klassen.</translation>
  </message>
  <message>
   <location filename="../../plugin/live/drawing.py"></location>
   <source>There is no label here, or its class is locked.</source>
   <translation>Hier gibt es kein Label, oder seine Klasse ist gesperrt.</translation>
  </message>
  <message>
   <location filename="../../plugin/live/drawing.py"></location>
   <source>'{}' holds points; press New to make a layer to draw in.</source>
   <translation>'{}' enthält Punkte; klicken Sie auf Neu, um einen Layer zum Zeichnen anzulegen.</translation>
  </message>
  <message>
   <location filename="../../plugin/live/engine.py"></location>
   <source>The engine stopped unexpectedly. No label is lost; press Live to go on.</source>
   <translation>Die Engine hat sich unerwartet beendet. Kein Label ist verloren; klicken Sie auf Live, um fortzufahren.</translation>
  </message>
  <message>
   <location filename="../../plugin/live/engine.py"></location>
   <source>The engine cannot be started; check the interpreter in the options.</source>
   <translation>Die Engine kann nicht gestartet werden; prüfen Sie den Interpreter in den Optionen.</translation>
  </message>
  <message>
   <location filename="../../plugin/live/engine.py"></location>
   <source>The engine does not start ({}). Choose Raster &gt; Landsketch &gt; Set up engine to repair it.</source>
   <translation>Die Engine startet nicht ({}). Wählen Sie Raster &gt; Landsketch &gt; Engine einrichten, um sie zu reparieren.</translation>
  </message>
  <message>
   <location filename="../../plugin/live/label_edits.py"></location>
   <source>'{}' cannot be edited; press New to make another label layer.</source>
   <translation>'{}' kann nicht bearbeitet werden; klicken Sie auf Neu, um einen anderen Label-Layer anzulegen.</translation>
  </message>
  <message>
   <location filename="../../plugin/live/label_edits.py"></location>
   <source>Erase labels</source>
   <translation>Labels radieren</translation>
  </message>
  <message>
   <location filename="../../plugin/live/label_edits.py"></location>
   <source>Label: {}</source>
   <translation>Label: {}</translation>
  </message>
  <message>
   <location filename="../../plugin/live/label_edits.py"></location>
   <source>Class {} becomes {}</source>
   <translation>Klasse {} wird zu {}</translation>
  </message>
  <message>
   <location filename="../../plugin/live/label_edits.py"></location>
   <source>The field '{}' of '{}' holds numbers, so its classes are named by numbers. Name the class with a number, or press New for labels with names.</source>
   <translation>Das Feld '{}' von '{}' enthält Zahlen, daher heißen seine Klassen nach Zahlen. Benennen Sie die Klasse mit einer Zahl, oder klicken Sie auf Neu für Labels mit Namen.</translation>
  </message>
  <message>
   <location filename="../../plugin/live/label_edits.py"></location>
   <source>Delete the labels of {}</source>
   <translation>Labels von {} löschen</translation>
  </message>
  <message>
   <location filename="../../plugin/live/label_layer.py"></location>
   <source>other</source>
   <translation>Sonstiges</translation>
  </message>
  <message>
   <location filename="../../plugin/live/label_layer.py"></location>
   <source>class 1</source>
   <translation>Klasse 1</translation>
  </message>
  <message>
   <location filename="../../plugin/live/label_layer.py"></location>
   <source>class 2</source>
   <translation>Klasse 2</translation>
  </message>
  <message>
   <location filename="../../plugin/live/label_layer.py"></location>
   <source>Areas are measured without an ellipsoid.</source>
   <translation>Flächen werden ohne Ellipsoid gemessen.</translation>
  </message>
  <message>
   <location filename="../../plugin/live/label_layer.py"></location>
   <source>The labels {} cannot be written ({}); save the project in another folder.</source>
   <translation>Die Labels {} können nicht geschrieben werden ({}); speichern Sie das Projekt in einem anderen Ordner.</translation>
  </message>
  <message>
   <location filename="../../plugin/live/recovery.py"></location>
   <source>Unsaved labels cannot be copied to {} ({}); free some space, and save the labels.</source>
   <translation>Ungespeicherte Labels können nicht nach {} kopiert werden ({}); schaffen Sie Platz, und speichern Sie die Labels.</translation>
  </message>
  <message>
   <location filename="../../plugin/live/recovery.py"></location>
   <source>Restore unsaved labels</source>
   <translation>Ungespeicherte Labels wiederherstellen</translation>
  </message>
  <message>
   <location filename="../../plugin/live/recovery.py"></location>
   <source>The labels cannot be saved ({}); a copy is kept.</source>
   <translation>Die Labels können nicht gespeichert werden ({}); eine Kopie bleibt erhalten.</translation>
  </message>
  <message>
   <location filename="../../plugin/live/session.py"></location>
   <source>Starting the engine…</source>
   <translation>Engine wird gestartet…</translation>
  </message>
  <message>
   <location filename="../../plugin/live/session.py"></location>
   <source>Updating…</source>
   <translation>Wird aktualisiert…</translation>
  </message>
  <message>
   <location filename="../../plugin/live/session.py"></location>
   <source>The preview is off.</source>
   <translation>Die Vorschau ist aus.</translation>
  </message>
  <message>
   <location filename="../../plugin/live/session.py"></location>
   <source>The preview needs an engine of its own; choose its Python under Settings &gt; Options &gt; Landsketch.</source>
   <translation>Die Vorschau braucht eine eigene Engine; wählen Sie ihr Python unter Einstellungen &gt; Optionen &gt; Landsketch.</translation>
  </message>
  <message>
   <location filename="../../plugin/live/session.py"></location>
   <source>The file of the image was deleted. Put it back or choose another image, then press Live.</source>
   <translation>Die Datei des Bildes wurde gelöscht. Legen Sie sie zurück oder wählen Sie ein anderes Bild, und klicken Sie dann auf Live.</translation>
  </message>
  <message>
   <location filename="../../plugin/live/session.py"></location>
   <source>The label layer was removed; choose another one, or press New.</source>
   <translation>Der Label-Layer wurde entfernt; wählen Sie einen anderen, oder klicken Sie auf Neu.</translation>
  </message>
  <message>
   <location filename="../../plugin/live/session.py"></location>
   <source>The image was removed; choose another one.</source>
   <translation>Das Bild wurde entfernt; wählen Sie ein anderes.</translation>
  </message>
  <message>
   <location filename="../../plugin/live/session.py"></location>
   <source>The image is not in view; zoom to it.</source>
   <translation>Das Bild liegt nicht im Kartenausschnitt; zoomen Sie darauf.</translation>
  </message>
  <message>
   <location filename="../../plugin/live/session.py"></location>
   <source>Changes of {} on disk will not be noticed.</source>
   <translation>Änderungen an {} auf dem Datenträger werden nicht bemerkt.</translation>
  </message>
  <message>
   <location filename="../../plugin/model_entry.py"></location>
   <source>file missing</source>
   <translation>Datei fehlt</translation>
  </message>
  <message>
   <location filename="../../plugin/model_entry.py"></location>
   <source>no model of this version</source>
   <translation>kein Modell dieser Version</translation>
  </message>
  <message>
   <location filename="../../plugin/model_entry.py"></location>
   <source>{}
The file is missing: it was moved, renamed or deleted.</source>
   <translation>{}
Die Datei fehlt: Sie wurde verschoben, umbenannt oder gelöscht.</translation>
  </message>
  <message>
   <location filename="../../plugin/model_entry.py"></location>
   <source>{}
The file is no model that this version of Landsketch can read.</source>
   <translation>{}
Die Datei ist kein Modell, das diese Version von Landsketch lesen kann.</translation>
  </message>
  <message>
   <location filename="../../plugin/model_entry.py"></location>
   <source>Standard deviation of {} folds: {:.3f}</source>
   <translation>Standardabweichung von {} Folds: {:.3f}</translation>
  </message>
  <message>
   <location filename="../../plugin/model_entry.py"></location>
   <source>{} classes</source>
   <translation>{} Klassen</translation>
  </message>
  <message>
   <location filename="../../plugin/model_entry.py"></location>
   <source>Accuracy: not measured</source>
   <translation>Genauigkeit: nicht gemessen</translation>
  </message>
  <message>
   <location filename="../../plugin/model_entry.py"></location>
   <source>Classes: {}</source>
   <translation>Klassen: {}</translation>
  </message>
  <message>
   <location filename="../../plugin/model_entry.py"></location>
   <source>Backbone: {}</source>
   <translation>Backbone: {}</translation>
  </message>
  <message>
   <location filename="../../plugin/model_entry.py"></location>
   <source>Mean IoU on held-out labels: {:.3f}</source>
   <translation>Mittlere IoU auf zurückgehaltenen Labels: {:.3f}</translation>
  </message>
  <message>
   <location filename="../../plugin/model_entry.py"></location>
   <source>Head: {}</source>
   <translation>Kopf: {}</translation>
  </message>
  <message>
   <location filename="../../plugin/model_entry.py"></location>
   <source>95 % interval: {:.3f} to {:.3f}</source>
   <translation>95-%-Intervall: {:.3f} bis {:.3f}</translation>
  </message>
  <message>
   <location filename="../../plugin/model_files.py"></location>
   <source>{} cannot be changed ({}); check the rights of its folder.</source>
   <translation>{} kann nicht geändert werden ({}); prüfen Sie die Rechte des Ordners.</translation>
  </message>
  <message>
   <location filename="../../plugin/model_files.py"></location>
   <source>There is a file {} already; choose another name.</source>
   <translation>Es gibt schon eine Datei {}; wählen Sie einen anderen Namen.</translation>
  </message>
  <message>
   <location filename="../../plugin/model_files.py"></location>
   <source>'{}' is no name for a file; choose one without / \ : * ? " &lt; &gt; |.</source>
   <translation>'{}' ist kein Dateiname; wählen Sie einen ohne / \ : * ? " &lt; &gt; |.</translation>
  </message>
  <message>
   <location filename="../../plugin/model_information.py"></location>
   <source>Pixels of {:.3g} m, read at scale {:g}</source>
   <translation>Pixel von {:.3g} m, gelesen mit Skalierung {:g}</translation>
  </message>
  <message>
   <location filename="../../plugin/model_information.py"></location>
   <source>Bands: {}</source>
   <translation>Kanäle: {}</translation>
  </message>
  <message>
   <location filename="../../plugin/model_information.py"></location>
   <source>the first three</source>
   <translation>die ersten drei</translation>
  </message>
  <message>
   <location filename="../../plugin/model_information.py"></location>
   <source>Sharpening: {}</source>
   <translation>Schärfung: {}</translation>
  </message>
  <message>
   <location filename="../../plugin/model_information.py"></location>
   <source>Trained on {} polygons</source>
   <translation>Mit {} Polygonen trainiert</translation>
  </message>
  <message>
   <location filename="../../plugin/model_information.py"></location>
   <source>Made by Landsketch {}</source>
   <translation>Angelegt mit Landsketch {}</translation>
  </message>
  <message>
   <location filename="../../plugin/model_information.py"></location>
   <source>Extra bands: {}</source>
   <translation>Zusatzkanäle: {}</translation>
  </message>
  <message>
   <location filename="../../plugin/model_information.py"></location>
   <source>Licence of the backbone: {}, {}</source>
   <translation>Lizenz des Backbones: {}, {}</translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/checks.py"></location>
   <source>Choose CLASS_FIELD, the field of the labels that holds the class.</source>
   <translation>Wählen Sie CLASS_FIELD, das Feld der Labels, das die Klasse enthält.</translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/checks.py"></location>
   <source>'{}' has {} bands, so there is no band {}; choose other {}.</source>
   <translation>'{}' hat {} Kanäle, also gibt es keinen Kanal {}; wählen Sie andere {}.</translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/copies.py"></location>
   <source>CORRECTIONS is the same layer as LABELS; choose the layer with your corrections, or none.</source>
   <translation>CORRECTIONS ist derselbe Layer wie LABELS; wählen Sie den Layer mit Ihren Korrekturen, oder keinen.</translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/copies.py"></location>
   <source>'{}' has unsaved edits; they are used as you see them now.</source>
   <translation>'{}' hat ungespeicherte Änderungen; sie werden so benutzt, wie Sie sie jetzt sehen.</translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/definitions.py"></location>
   <source>{} Heads: {}.</source>
   <translation>{} Köpfe: {}.</translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/reader.py"></location>
   <source>The raster cannot be opened; choose another one as {}.</source>
   <translation>Das Raster kann nicht geöffnet werden; wählen Sie ein anderes als {}.</translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/reader.py"></location>
   <source>An image cannot be opened; choose one or several rasters as {}.</source>
   <translation>Ein Bild kann nicht geöffnet werden; wählen Sie ein oder mehrere Raster als {}.</translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/reader.py"></location>
   <source>The image {} cannot be opened; remove it from {} or repair it.</source>
   <translation>Das Bild {} kann nicht geöffnet werden; entfernen Sie es aus {} oder reparieren Sie es.</translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/reader.py"></location>
   <source>{} cannot be opened; choose a vector layer.</source>
   <translation>{} kann nicht geöffnet werden; wählen Sie einen Vektorlayer.</translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/reader.py"></location>
   <source>There is no model '{}'; choose a file that 'Train head' wrote.</source>
   <translation>Es gibt kein Modell '{}'; wählen Sie eine Datei, die 'Kopf trainieren' geschrieben hat.</translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/scores.py"></location>
   <source>All metrics as JSON</source>
   <translation>Alle Maßzahlen als JSON</translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/scores.py"></location>
   <source>Mean intersection over union</source>
   <translation>Mittlere Intersection over Union</translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/scores.py"></location>
   <source>Mean intersection over union, lower end of its 95 % interval</source>
   <translation>Mittlere Intersection over Union, untere Grenze ihres 95-%-Intervalls</translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/scores.py"></location>
   <source>Mean intersection over union, upper end of its 95 % interval</source>
   <translation>Mittlere Intersection over Union, obere Grenze ihres 95-%-Intervalls</translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/scores.py"></location>
   <source>Overall accuracy</source>
   <translation>Gesamtgenauigkeit</translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/scores.py"></location>
   <source>Mean F1 of the classes</source>
   <translation>Mittleres F1 der Klassen</translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/scores.py"></location>
   <source>F1 of the outlines, where labels have any</source>
   <translation>F1 der Umrisse, wo Labels welche haben</translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/scores.py"></location>
   <source>Expected calibration error of the confidence</source>
   <translation>Erwarteter Kalibrierungsfehler der Konfidenz</translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/scores.py"></location>
   <source>Mean IoU of the classes: {:.2f}</source>
   <translation>Mittlere IoU der Klassen: {:.2f}</translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/scores.py"></location>
   <source>{:.0%} of the held-out labelled pixels are mapped right.</source>
   <translation>{:.0%} der zurückgehaltenen gelabelten Pixel sind richtig kartiert.</translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/scores.py"></location>
   <source>, 95 % interval {:.2f} to {:.2f}</source>
   <translation>, 95-%-Intervall {:.2f} bis {:.2f}</translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/scores.py"></location>
   <source>; lowest: '{}' with {:.2f}</source>
   <translation>; am niedrigsten: '{}' mit {:.2f}</translation>
  </message>
  <message>
   <location filename="../../plugin/settings.py"></location>
   <source>Another Python for the engine</source>
   <translation>Ein anderes Python für die Engine</translation>
  </message>
  <message>
   <location filename="../../plugin/settings.py"></location>
   <source>Python of an environment of your own with the engine's packages. Empty: the one that 'Set up engine' makes. 'qgis': the Python of QGIS itself.</source>
   <translation>Python einer eigenen Umgebung mit den Paketen der Engine. Leer: das, was 'Engine einrichten' anlegt. 'qgis': das Python von QGIS selbst.</translation>
  </message>
  <message>
   <location filename="../../plugin/settings.py"></location>
   <source>Folder of the feature cache</source>
   <translation>Ordner des Merkmalsspeichers</translation>
  </message>
  <message>
   <location filename="../../plugin/settings.py"></location>
   <source>Folder where features of images are kept for the next run. Empty: the user's cache folder.</source>
   <translation>Ordner, in dem Merkmale von Bildern für den nächsten Lauf bleiben. Leer: der Cache-Ordner des Benutzers.</translation>
  </message>
  <message>
   <location filename="../../plugin/settings.py"></location>
   <source>Save labels after every edit</source>
   <translation>Labels nach jeder Änderung speichern</translation>
  </message>
  <message>
   <location filename="../../plugin/settings.py"></location>
   <source>Labels drawn in the dock are saved at once; QGIS can then undo nothing. Off: a copy of unsaved labels is kept, which is offered after a crash.</source>
   <translation>Im Dock gezeichnete Labels werden sofort gespeichert; QGIS kann dann nichts rückgängig machen. Aus: Eine Kopie ungespeicherter Labels bleibt erhalten, die nach einem Absturz angeboten wird.</translation>
  </message>
  <message>
   <location filename="../../plugin/settings.py"></location>
   <source>Memory of the dock's preview (GB)</source>
   <translation>Arbeitsspeicher der Vorschau im Dock (GB)</translation>
  </message>
  <message>
   <location filename="../../plugin/settings.py"></location>
   <source>What features of the image may take in memory while the dock is used; with more, larger views are shown completely.</source>
   <translation>Was Merkmale des Bildes an Arbeitsspeicher belegen dürfen, solange das Dock benutzt wird; mit mehr werden größere Kartenausschnitte vollständig gezeigt.</translation>
  </message>
  <message>
   <location filename="../../plugin/settings.py"></location>
   <source>Open the report</source>
   <translation>Bericht öffnen</translation>
  </message>
  <message>
   <location filename="../../plugin/settings.py"></location>
   <source>Show the report in the browser when 'Train head' or 'Evaluate model' has finished in its dialog.</source>
   <translation>Den Bericht im Browser zeigen, wenn 'Kopf trainieren' oder 'Modell bewerten' im Dialog fertig ist.</translation>
  </message>
  <message>
   <location filename="../../plugin/settings.py"></location>
   <source>Access token of the model hub</source>
   <translation>Zugangstoken der Modellplattform</translation>
  </message>
  <message>
   <location filename="../../plugin/settings.py"></location>
   <source>Needed only for backbones whose original is gated. Choose or add an entry of the kind 'Basic authentication' with the token as its password: QGIS keeps it encrypted, and it is never written to settings, jobs or logs.</source>
   <translation>Nur nötig für Backbones, deren Original zugangsbeschränkt ist. Wählen Sie einen Eintrag der Art „Einfache Authentifizierung“ mit dem Token als Passwort, oder fügen Sie einen hinzu: QGIS bewahrt ihn verschlüsselt auf, und er wird nie in Einstellungen, Aufträge oder Protokolle geschrieben.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/commands.py"></location>
   <source>Name this Python under Settings &gt; Options &gt; Landsketch: {}</source>
   <translation>Nennen Sie dieses Python unter Einstellungen &gt; Optionen &gt; Landsketch: {}</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/commands.py"></location>
   <source>Making the environment</source>
   <translation>Umgebung wird angelegt</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/commands.py"></location>
   <source>Installing packages</source>
   <translation>Pakete werden installiert</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/commands.py"></location>
   <source>Installing torch</source>
   <translation>torch wird installiert</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/commands.py"></location>
   <source>Landsketch finds this environment by itself.</source>
   <translation>Landsketch findet diese Umgebung selbst.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/computer.py"></location>
   <source>Macs with an Intel processor are not supported: torch has no packages for them. Use another computer.</source>
   <translation>Macs mit Intel-Prozessor werden nicht unterstützt: Für sie gibt es keine Pakete von torch. Benutzen Sie einen anderen Computer.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/computer.py"></location>
   <source>Windows on ARM is not supported: torch and rasterio have no packages for it. Use another computer.</source>
   <translation>Windows auf ARM wird nicht unterstützt: torch und rasterio haben dafür keine Pakete. Benutzen Sie einen anderen Computer.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/computer.py"></location>
   <source>The Microsoft Visual C++ runtime is missing, and torch needs it. Install it from https://aka.ms/vs/17/release/vc_redist.x64.exe, and start QGIS again.</source>
   <translation>Die Laufzeitbibliothek Microsoft Visual C++ fehlt, die torch benötigt. Installieren Sie sie von https://aka.ms/vs/17/release/vc_redist.x64.exe, und starten Sie QGIS neu.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/computer.py"></location>
   <source>This Linux uses the C library musl, and torch needs glibc. Use a distribution with glibc, such as Debian, Fedora or Ubuntu.</source>
   <translation>Dieses Linux benutzt die C-Bibliothek musl, und torch braucht glibc. Benutzen Sie eine Distribution mit glibc, etwa Debian, Fedora oder Ubuntu.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/computer.py"></location>
   <source>{} has compute capability {}, and torch needs {} or newer.</source>
   <translation>{} hat die Compute Capability {}, und torch braucht {} oder neuer.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/computer.py"></location>
   <source>The driver of {} is version {}, and torch needs {} or newer.</source>
   <translation>Der Treiber von {} hat die Version {}, und torch braucht {} oder neuer.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/computer.py"></location>
   <source>There are no packages of torch for {} on {}.</source>
   <translation>Es gibt keine Pakete von torch für {} auf {}.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/computer.py"></location>
   <source>macOS {} is too old; torch needs macOS {} or newer.</source>
   <translation>macOS {} ist zu alt; torch braucht macOS {} oder neuer.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/computer.py"></location>
   <source>The C library glibc {} is too old; torch needs {} or newer.</source>
   <translation>Die C-Bibliothek glibc {} ist zu alt; torch braucht {} oder neuer.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>What has arrived is kept. Without a network, choose a folder of wheels.</source>
   <translation>Was angekommen ist, bleibt erhalten. Ohne Netzwerk wählen Sie einen Ordner mit Wheels.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>'{}' failed. {}</source>
   <translation>'{}' ist gescheitert. {}</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>{} could not be read ({}). {}</source>
   <translation>{} konnte nicht gelesen werden ({}). {}</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>'{}' could not be started ({}). {}</source>
   <translation>'{}' konnte nicht gestartet werden ({}). {}</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>'{}' stopped: nothing arrived for ten minutes. Check the network and start the set-up again; what has arrived is kept.</source>
   <translation>'{}' wurde angehalten: Zehn Minuten lang kam nichts an. Prüfen Sie das Netzwerk und starten Sie die Einrichtung erneut; was angekommen ist, bleibt erhalten.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>'{}' failed. The folder {} lacks a package that is needed ({}).</source>
   <translation>„{}“ ist fehlgeschlagen. Im Ordner {} fehlt ein Paket, das benötigt wird ({}).</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>Last message: {}</source>
   <translation>Letzte Meldung: {}</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>A package is not the expected file: its SHA-256 differs, so it was refused. Try again; if it happens again, ask whoever runs your network or package mirror.</source>
   <translation>Ein Paket ist nicht die erwartete Datei: Sein SHA-256 weicht ab, daher wurde es abgelehnt. Versuchen Sie es erneut; geschieht es wieder, fragen Sie die Betreuer Ihres Netzwerks oder Paketspiegels.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>The proxy asks for a user name and password: enter them in Settings &gt; Options &gt; Network, and start the set-up again.</source>
   <translation>Der Proxy verlangt Benutzername und Passwort: Tragen Sie sie unter Einstellungen &gt; Optionen &gt; Netzwerk ein, und starten Sie die Einrichtung erneut.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>The proxy cannot be reached. Check it in Settings &gt; Options &gt; Network, and the environment variables HTTPS_PROXY and ALL_PROXY.</source>
   <translation>Der Proxy ist nicht erreichbar. Prüfen Sie ihn unter Einstellungen &gt; Optionen &gt; Netzwerk sowie die Umgebungsvariablen HTTPS_PROXY und ALL_PROXY.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>The certificate of the server is not trusted, as where a company inspects its traffic. Add the company's certificate authority to this system (or name its file in the environment variable SSL_CERT_FILE), and start the set-up again.</source>
   <translation>Dem Zertifikat des Servers wird nicht vertraut, etwa weil eine Firma ihren Datenverkehr prüft. Fügen Sie diesem System die Zertifizierungsstelle der Firma hinzu (oder geben Sie ihre Datei in der Umgebungsvariablen SSL_CERT_FILE an), und starten Sie die Einrichtung erneut.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>The disk is full: free some space, or choose a folder on another disk.</source>
   <translation>Der Datenträger ist voll: Schaffen Sie Platz, oder wählen Sie einen Ordner auf einem anderen Datenträger.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>A file is in use, usually by a virus scanner: wait a minute and start the set-up again, or exclude the folder from scanning.</source>
   <translation>Eine Datei ist in Gebrauch, meist durch einen Virenscanner: Warten Sie eine Minute und starten Sie die Einrichtung erneut, oder nehmen Sie den Ordner von der Prüfung aus.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>A rule of this computer blocks programs in this folder. Ask your administrator to allow the folder, or choose an existing Python environment in Settings &gt; Options &gt; Landsketch.</source>
   <translation>Eine Regel dieses Computers sperrt Programme in diesem Ordner. Bitten Sie Ihre Administratoren, den Ordner zu erlauben, oder wählen Sie eine vorhandene Python-Umgebung unter Einstellungen &gt; Optionen &gt; Landsketch.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>A file or folder cannot be written: choose a folder that you may write to.</source>
   <translation>Eine Datei oder ein Ordner kann nicht geschrieben werden: Wählen Sie einen Ordner, in den Sie schreiben dürfen.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>The Python does not fit: choose a CPython from 3.11 to 3.14, or leave the choice empty.</source>
   <translation>Das Python passt nicht: Wählen Sie ein CPython von 3.11 bis 3.14, oder lassen Sie die Wahl leer.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>This Linux uses the C library musl, for which there are no packages.</source>
   <translation>Dieses Linux benutzt die C-Bibliothek musl, für die es keine Pakete gibt.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>The package index lacks a version that is needed. If you use a mirror, ask for it to be updated, or unset its variable (UV_DEFAULT_INDEX, PIP_INDEX_URL).</source>
   <translation>Dem Paketindex fehlt eine benötigte Version. Wenn Sie einen Spiegel benutzen, bitten Sie darum, ihn zu aktualisieren, oder löschen Sie seine Variable (UV_DEFAULT_INDEX, PIP_INDEX_URL).</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>The network or a server cannot be reached. Check the connection and the proxy in Settings &gt; Options &gt; Network, and try again.</source>
   <translation>Das Netzwerk oder ein Server ist nicht erreichbar. Prüfen Sie die Verbindung und den Proxy unter Einstellungen &gt; Optionen &gt; Netzwerk, und versuchen Sie es erneut.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/plan.py"></location>
   <source>downloaded</source>
   <translation>heruntergeladen</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/plan.py"></location>
   <source>NVIDIA GPU (CUDA)</source>
   <translation>NVIDIA-GPU (CUDA)</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/plan.py"></location>
   <source>processor (CPU)</source>
   <translation>Prozessor (CPU)</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/plan.py"></location>
   <source>Apple GPU and processor</source>
   <translation>Apple-GPU und Prozessor</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/plan.py"></location>
   <source>from the folder {}</source>
   <translation>aus dem Ordner {}</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/plan.py"></location>
   <source>Python {} at {}</source>
   <translation>Python {} unter {}</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/plan.py"></location>
   <source>Python {}, downloaded by uv (about 35 MB)</source>
   <translation>Python {}, von uv heruntergeladen (etwa 35 MB)</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/plan.py"></location>
   <source>Packages: {}, {}; about {} on disk</source>
   <translation>Pakete: {}, {}; etwa {} auf dem Datenträger</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/plan.py"></location>
   <source>Device: {}</source>
   <translation>Gerät: {}</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/plan.py"></location>
   <source>Folder: {}</source>
   <translation>Ordner: {}</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/plan.py"></location>
   <source>There is no torch for '{}' with Python {} on {}; choose another device.</source>
   <translation>Es gibt kein torch für '{}' mit Python {} auf {}; wählen Sie ein anderes Gerät.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/plan.py"></location>
   <source>{} is no CPython from 3.11 to 3.14 of 64 bit; choose another one.</source>
   <translation>{} ist kein CPython von 3.11 bis 3.14 mit 64 Bit; wählen Sie ein anderes.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/plan.py"></location>
   <source>There is no folder of wheels {}; check the path.</source>
   <translation>Es gibt keinen Ordner mit Wheels {}; prüfen Sie den Pfad.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/plan.py"></location>
   <source>{} has {} left, and the set-up needs {}; free some space or choose another folder.</source>
   <translation>In {} sind noch {} frei, und die Einrichtung braucht {}; schaffen Sie Platz oder wählen Sie einen anderen Ordner.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/plan.py"></location>
   <source>The folder {} cannot be written ({}); choose another folder.</source>
   <translation>Der Ordner {} kann nicht geschrieben werden ({}); wählen Sie einen anderen Ordner.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/set_up.py"></location>
   <source>Downloading uv</source>
   <translation>uv wird heruntergeladen</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/set_up.py"></location>
   <source>Checking the engine</source>
   <translation>Engine wird geprüft</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/set_up.py"></location>
   <source>Checking the engine with a small map</source>
   <translation>Engine wird mit einer kleinen Karte geprüft</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/set_up.py"></location>
   <source>No Python from 3.11 to 3.14 was found, and uv, which could download one, cannot run here. Install Python 3.12 from python.org, and start the set-up again.</source>
   <translation>Es wurde kein Python von 3.11 bis 3.14 gefunden, und uv, das eines herunterladen könnte, läuft hier nicht. Installieren Sie Python 3.12 von python.org, und starten Sie die Einrichtung erneut.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/set_up.py"></location>
   <source>The engine is ready: {}</source>
   <translation>Die Engine ist bereit: {}</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/set_up.py"></location>
   <source>{}: {} of {}</source>
   <translation>{}: {} von {}</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/set_up.py"></location>
   <source>Another QGIS has set up the engine: {}</source>
   <translation>Ein anderes QGIS hat die Engine eingerichtet: {}</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/set_up.py"></location>
   <source>The packages are installed, but the engine does not work ({}); nothing was changed. Copy the diagnostics and report the problem.</source>
   <translation>Die Pakete sind installiert, aber die Engine funktioniert nicht ({}); nichts wurde geändert. Kopieren Sie die Diagnose und melden Sie den Fehler.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/setup_lock.py"></location>
   <source>Waiting: another QGIS is setting up the engine.</source>
   <translation>Warten: Ein anderes QGIS richtet die Engine ein.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/uv_program.py"></location>
   <source>Downloading uv ({})</source>
   <translation>uv wird heruntergeladen ({})</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/uv_program.py"></location>
   <source>{} is not the expected file: its SHA-256 differs. Nothing was installed. Try again, and if it happens again ask whoever runs your network or package mirror.</source>
   <translation>{} ist nicht die erwartete Datei: Ihr SHA-256 weicht ab. Nichts wurde installiert. Versuchen Sie es erneut, und fragen Sie die Betreuer Ihres Netzwerks oder Paketspiegels, wenn es wieder geschieht.</translation>
  </message>
  <message>
   <location filename="../../plugin/setup/uv_program.py"></location>
   <source>The package index {} does not have {}; choose another index.</source>
   <translation>Der Paketindex {} hat {} nicht; wählen Sie einen anderen Index.</translation>
  </message>
  <message>
   <location filename="../../plugin/training_events.py"></location>
   <source>All labels</source>
   <translation>Alle Labels</translation>
  </message>
  <message>
   <location filename="../../plugin/training_events.py"></location>
   <source>Fold {}</source>
   <translation>Fold {}</translation>
  </message>
  <message>
   <location filename="../../ui/backbone_box.py"></location>
   <source>The frozen encoder. Others are installed under Settings &gt; Options &gt; Landsketch.</source>
   <translation>Der unveränderliche Kodierer. Weitere werden unter Einstellungen &gt; Optionen &gt; Landsketch installiert.</translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Weights (*.safetensors)</source>
   <translation>Gewichte (*.safetensors)</translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>All files are as they were installed.</source>
   <translation>Alle Dateien sind so, wie sie installiert wurden.</translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Backbones</source>
   <translation>Backbones</translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Install…</source>
   <translation>Installieren…</translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Download the weights</source>
   <translation>Gewichte herunterladen</translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Check</source>
   <translation>Prüfen</translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Compare the files with their checksums</source>
   <translation>Die Dateien mit ihren Prüfsummen vergleichen</translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Remove…</source>
   <translation>Entfernen…</translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Delete the weights</source>
   <translation>Gewichte löschen</translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Measure speed</source>
   <translation>Tempo messen</translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Encode two tiles on this computer</source>
   <translation>Zwei Kacheln auf diesem Computer kodieren</translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Import…</source>
   <translation>Importieren…</translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Take the weights from a file on this computer</source>
   <translation>Die Gewichte aus einer Datei auf diesem Computer nehmen</translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Cancel</source>
   <translation>Abbrechen</translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Stop; downloads resume later</source>
   <translation>Anhalten; Downloads werden später fortgesetzt</translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Damaged or missing: {}. Remove the backbone and install it again.</source>
   <translation>Beschädigt oder fehlend: {}. Entfernen Sie das Backbone und installieren Sie es neu.</translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Backbone</source>
   <translation>Backbone</translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>State</source>
   <translation>Zustand</translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Size</source>
   <translation>Größe</translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Name</source>
   <translation>Name</translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Select a backbone.</source>
   <translation>Wählen Sie ein Backbone.</translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Weights of {}</source>
   <translation>Gewichte von {}</translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>{} is installed.</source>
   <translation>{} ist installiert.</translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Checking {}</source>
   <translation>{} wird geprüft</translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Remove {}</source>
   <translation>{} entfernen</translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Delete the weights ({})? Models that were trained with them need them to map.</source>
   <translation>Gewichte löschen ({})? Modelle, die damit trainiert wurden, brauchen sie zum Kartieren.</translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Installing {}</source>
   <translation>{} wird installiert</translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>{} was removed.</source>
   <translation>{} wurde entfernt.</translation>
  </message>
  <message>
   <location filename="../../ui/band_picker.py"></location>
   <source>Choose bands by name; drag them into the wanted order</source>
   <translation>Kanäle nach Namen wählen; in die gewünschte Reihenfolge ziehen</translation>
  </message>
  <message>
   <location filename="../../ui/band_picker.py"></location>
   <source>Bands of {}</source>
   <translation>Kanäle von {}</translation>
  </message>
  <message>
   <location filename="../../ui/cache_panel.py"></location>
   <source>unknown (earlier version)</source>
   <translation>unbekannt (frühere Version)</translation>
  </message>
  <message>
   <location filename="../../ui/cache_panel.py"></location>
   <source>Delete features</source>
   <translation>Merkmale löschen</translation>
  </message>
  <message>
   <location filename="../../ui/cache_panel.py"></location>
   <source>Delete {} sets of features ({})? They are computed again when needed.</source>
   <translation>{} Merkmalssätze löschen ({})? Sie werden bei Bedarf neu berechnet.</translation>
  </message>
  <message>
   <location filename="../../ui/cache_panel.py"></location>
   <source>Delete selected…</source>
   <translation>Gewählte löschen…</translation>
  </message>
  <message>
   <location filename="../../ui/cache_panel.py"></location>
   <source>Delete the features that are selected</source>
   <translation>Die gewählten Merkmale löschen</translation>
  </message>
  <message>
   <location filename="../../ui/cache_panel.py"></location>
   <source>Delete unused…</source>
   <translation>Unbenutzte löschen…</translation>
  </message>
  <message>
   <location filename="../../ui/cache_panel.py"></location>
   <source>Delete features not used for so many days</source>
   <translation>Merkmale löschen, die so viele Tage nicht benutzt wurden</translation>
  </message>
  <message>
   <location filename="../../ui/cache_panel.py"></location>
   <source>not used for </source>
   <translation>seit </translation>
  </message>
  <message>
   <location filename="../../ui/cache_panel.py"></location>
   <source> days</source>
   <translation> Tagen</translation>
  </message>
  <message>
   <location filename="../../ui/cache_panel.py"></location>
   <source>Image</source>
   <translation>Bild</translation>
  </message>
  <message>
   <location filename="../../ui/cache_panel.py"></location>
   <source>Scale</source>
   <translation>Skalierung</translation>
  </message>
  <message>
   <location filename="../../ui/cache_panel.py"></location>
   <source>Last used</source>
   <translation>Zuletzt benutzt</translation>
  </message>
  <message>
   <location filename="../../ui/cache_panel.py"></location>
   <source>Nothing has been unused for so long.</source>
   <translation>So lange ist nichts unbenutzt.</translation>
  </message>
  <message>
   <location filename="../../ui/cache_panel.py"></location>
   <source>{} in {}</source>
   <translation>{} in {}</translation>
  </message>
  <message>
   <location filename="../../ui/cache_panel.py"></location>
   <source>Not everything was deleted: {}</source>
   <translation>Nicht alles wurde gelöscht: {}</translation>
  </message>
  <message>
   <location filename="../../ui/class_panel.py"></location>
   <source>Add class</source>
   <translation>Neue Klasse</translation>
  </message>
  <message>
   <location filename="../../ui/class_panel.py"></location>
   <source>Add a class</source>
   <translation>Eine Klasse hinzufügen</translation>
  </message>
  <message>
   <location filename="../../ui/class_panel.py"></location>
   <source>Delete class</source>
   <translation>Klasse löschen</translation>
  </message>
  <message>
   <location filename="../../ui/class_panel.py"></location>
   <source>Delete the chosen class and its labels</source>
   <translation>Die gewählte Klasse und ihre Labels löschen</translation>
  </message>
  <message>
   <location filename="../../ui/class_panel.py"></location>
   <source>More</source>
   <translation>Mehr</translation>
  </message>
  <message>
   <location filename="../../ui/class_panel.py"></location>
   <source>Merge, lock or import classes; also with a right click on a class</source>
   <translation>Klassen verschmelzen, sperren oder importieren; auch mit Rechtsklick auf eine Klasse</translation>
  </message>
  <message>
   <location filename="../../ui/class_panel.py"></location>
   <source>Name of the class</source>
   <translation>Name der Klasse</translation>
  </message>
  <message>
   <location filename="../../ui/class_panel.py"></location>
   <source>Merge classes</source>
   <translation>Klassen verschmelzen</translation>
  </message>
  <message>
   <location filename="../../ui/class_panel.py"></location>
   <source>Import classes of</source>
   <translation>Klassen importieren von</translation>
  </message>
  <message>
   <location filename="../../ui/class_panel.py"></location>
   <source>A model…</source>
   <translation>Einem Modell…</translation>
  </message>
  <message>
   <location filename="../../ui/class_panel.py"></location>
   <source>Delete the class '{}' and its {} label(s)?</source>
   <translation>Die Klasse '{}' und ihre {} Label(s) löschen?</translation>
  </message>
  <message>
   <location filename="../../ui/class_panel.py"></location>
   <source>Give the {} label(s) of '{}' to '{}', and delete '{}'?</source>
   <translation>Die {} Label(s) von '{}' an '{}' geben, und '{}' löschen?</translation>
  </message>
  <message>
   <location filename="../../ui/class_panel.py"></location>
   <source>Strokes of other classes leave them alone</source>
   <translation>Striche anderer Klassen lassen sie unberührt</translation>
  </message>
  <message>
   <location filename="../../ui/class_panel.py"></location>
   <source>Merge '{}' into</source>
   <translation>'{}' verschmelzen mit</translation>
  </message>
  <message>
   <location filename="../../ui/class_panel.py"></location>
   <source>Lock the labels of '{}'</source>
   <translation>Labels von '{}' sperren</translation>
  </message>
  <message>
   <location filename="../../ui/class_tree.py"></location>
   <source>Key that chooses the class while a label tool is active</source>
   <translation>Taste, die die Klasse wählt, solange ein Label-Werkzeug aktiv ist</translation>
  </message>
  <message>
   <location filename="../../ui/class_tree.py"></location>
   <source>Area of the labels on the ground</source>
   <translation>Fläche der Labels am Boden</translation>
  </message>
  <message>
   <location filename="../../ui/class_tree.py"></location>
   <source>Fraction of the view that is mapped as the class</source>
   <translation>Anteil des Kartenausschnitts, der als die Klasse kartiert ist</translation>
  </message>
  <message>
   <location filename="../../ui/class_tree.py"></location>
   <source>Intersection over union on held-out blocks of the labels</source>
   <translation>Intersection over Union auf zurückgehaltenen Blöcken der Labels</translation>
  </message>
  <message>
   <location filename="../../ui/class_tree.py"></location>
   <source>Class</source>
   <translation>Klasse</translation>
  </message>
  <message>
   <location filename="../../ui/class_tree.py"></location>
   <source>Key</source>
   <translation>Taste</translation>
  </message>
  <message>
   <location filename="../../ui/class_tree.py"></location>
   <source>Labels</source>
   <translation>Labels</translation>
  </message>
  <message>
   <location filename="../../ui/class_tree.py"></location>
   <source>Area</source>
   <translation>Fläche</translation>
  </message>
  <message>
   <location filename="../../ui/class_tree.py"></location>
   <source>View</source>
   <translation>Anteil</translation>
  </message>
  <message>
   <location filename="../../ui/class_tree.py"></location>
   <source>IoU</source>
   <translation>IoU</translation>
  </message>
  <message>
   <location filename="../../ui/class_tree.py"></location>
   <source>Area on the ground: {}</source>
   <translation>Fläche am Boden: {}</translation>
  </message>
  <message>
   <location filename="../../ui/class_tree.py"></location>
   <source>Locked: strokes of other classes leave its labels alone</source>
   <translation>Gesperrt: Striche anderer Klassen lassen ihre Labels unberührt</translation>
  </message>
  <message>
   <location filename="../../ui/class_tree.py"></location>
   <source>95 % interval: {:.2f} to {:.2f}</source>
   <translation>95-%-Intervall: {:.2f} bis {:.2f}</translation>
  </message>
  <message>
   <location filename="../../ui/class_tree.py"></location>
   <source>Change with the last labels: {:+.2f}</source>
   <translation>Änderung mit den letzten Labels: {:+.2f}</translation>
  </message>
  <message>
   <location filename="../../ui/class_tree.py"></location>
   <source>Colour of {}</source>
   <translation>Farbe von {}</translation>
  </message>
  <message>
   <location filename="../../ui/correction_menu.py"></location>
   <source>This is…</source>
   <translation>Das ist…</translation>
  </message>
  <message>
   <location filename="../../ui/correction_menu.py"></location>
   <source>Mapped as '{}'; it is…</source>
   <translation>Als '{}' kartiert; es ist…</translation>
  </message>
  <message>
   <location filename="../../ui/desktop.py"></location>
   <source>Landsketch</source>
   <translation>Landsketch</translation>
  </message>
  <message>
   <location filename="../../ui/desktop.py"></location>
   <source>Removing old engines</source>
   <translation>Alte Engines werden entfernt</translation>
  </message>
  <message>
   <location filename="../../ui/desktop.py"></location>
   <source>Set up engine…</source>
   <translation>Engine einrichten…</translation>
  </message>
  <message>
   <location filename="../../ui/dialogs.py"></location>
   <source>Example</source>
   <translation>Beispiel</translation>
  </message>
  <message>
   <location filename="../../ui/dialogs.py"></location>
   <source>The algorithm {} is not loaded; restart QGIS.</source>
   <translation>Der Algorithmus {} ist nicht geladen; starten Sie QGIS neu.</translation>
  </message>
  <message>
   <location filename="../../ui/dock.py"></location>
   <source>Train…</source>
   <translation>Trainieren…</translation>
  </message>
  <message>
   <location filename="../../ui/dock.py"></location>
   <source>Train a model on these labels, with a report</source>
   <translation>Ein Modell mit diesen Labels trainieren, mit Bericht</translation>
  </message>
  <message>
   <location filename="../../ui/dock.py"></location>
   <source>Map…</source>
   <translation>Kartieren…</translation>
  </message>
  <message>
   <location filename="../../ui/dock.py"></location>
   <source>Map the whole image with a model</source>
   <translation>Das ganze Bild mit einem Modell kartieren</translation>
  </message>
  <message>
   <location filename="../../ui/dock.py"></location>
   <source>'{}' is a web map. Save what is in view, and choose the saved image.</source>
   <translation>'{}' ist eine Webkarte. Speichern Sie, was zu sehen ist, und wählen Sie das gespeicherte Bild.</translation>
  </message>
  <message>
   <location filename="../../ui/dock.py"></location>
   <source>Import classes of a model</source>
   <translation>Klassen eines Modells importieren</translation>
  </message>
  <message>
   <location filename="../../ui/dock.py"></location>
   <source>Add an image to the project.</source>
   <translation>Fügen Sie dem Projekt ein Bild hinzu.</translation>
  </message>
  <message>
   <location filename="../../ui/dock.py"></location>
   <source>Choose an image first: add one to the project.</source>
   <translation>Wählen Sie zuerst ein Bild: Fügen Sie dem Projekt eines hinzu.</translation>
  </message>
  <message>
   <location filename="../../ui/dock.py"></location>
   <source>Choose labels, or press New to make a layer for them.</source>
   <translation>Wählen Sie Labels, oder klicken Sie auf Neu, um einen Layer dafür anzulegen.</translation>
  </message>
  <message>
   <location filename="../../ui/dock.py"></location>
   <source>Press Live to see the map of these labels.</source>
   <translation>Klicken Sie auf Live, um die Karte dieser Labels zu sehen.</translation>
  </message>
  <message>
   <location filename="../../ui/dock.py"></location>
   <source>'{}' cannot be edited.</source>
   <translation>'{}' kann nicht bearbeitet werden.</translation>
  </message>
  <message>
   <location filename="../../ui/dock.py"></location>
   <source>{} is no model of this version of Landsketch.</source>
   <translation>{} ist kein Modell dieser Version von Landsketch.</translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>This version of the plugin has newer packages: set it up again.</source>
   <translation>Diese Version der Erweiterung hat neuere Pakete: Richten Sie die Engine neu ein.</translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>Engine</source>
   <translation>Engine</translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>Set up…</source>
   <translation>Einrichten…</translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>Install, repair or update the engine</source>
   <translation>Engine installieren, reparieren oder aktualisieren</translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>Delete the environment that the set-up has made</source>
   <translation>Die Umgebung löschen, die die Einrichtung angelegt hat</translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>Copy diagnostics</source>
   <translation>Diagnose kopieren</translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>Copy versions, device and the set-up's log, without names and passwords</source>
   <translation>Versionen, Gerät und Protokoll der Einrichtung kopieren, ohne Namen und Passwörter</translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>Removing the Landsketch engine</source>
   <translation>Landsketch-Engine wird entfernt</translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>Removing…</source>
   <translation>Wird entfernt…</translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>There is no engine yet: set it up, or name a Python of your own below.</source>
   <translation>Es gibt noch keine Engine: Richten Sie sie ein, oder geben Sie unten ein eigenes Python an.</translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>It is an environment of your own; 'Set up…' makes another one.</source>
   <translation>Es ist Ihre eigene Umgebung; 'Einrichten…' legt eine andere an.</translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>Made on {} with Python {} for {}, {} on disk.</source>
   <translation>Angelegt am {} mit Python {} für {}, {} auf dem Datenträger.</translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>Remove the engine? This frees {}. Models and maps stay.</source>
   <translation>Engine entfernen? Das gibt {} frei. Modelle und Karten bleiben.</translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>Remove the engine</source>
   <translation>Engine entfernen</translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>Python: {}</source>
   <translation>Python: {}</translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>Devices: {}</source>
   <translation>Geräte: {}</translation>
  </message>
  <message>
   <location filename="../../ui/export_offer.py"></location>
   <source>'{}' is a web map. Save what is in view as an image, and choose that.</source>
   <translation>'{}' ist eine Webkarte. Speichern Sie, was zu sehen ist, als Bild, und wählen Sie dieses.</translation>
  </message>
  <message>
   <location filename="../../ui/export_offer.py"></location>
   <source>Save…</source>
   <translation>Speichern…</translation>
  </message>
  <message>
   <location filename="../../ui/form.py"></location>
   <source>{} – not installed</source>
   <translation>{} – nicht installiert</translation>
  </message>
  <message>
   <location filename="../../ui/improve_panel.py"></location>
   <source>Where next?</source>
   <translation>Wo weiter?</translation>
  </message>
  <message>
   <location filename="../../ui/improve_panel.py"></location>
   <source>Go to a place in view where a label is expected to help (key N)</source>
   <translation>Zu einer sichtbaren Stelle gehen, an der ein Label voraussichtlich hilft (Taste N)</translation>
  </message>
  <message>
   <location filename="../../ui/improve_panel.py"></location>
   <source>Click or drag over an example to see what looks like it</source>
   <translation>Auf ein Beispiel klicken oder darüberziehen, um zu sehen, was ihm ähnelt</translation>
  </message>
  <message>
   <location filename="../../ui/improve_panel.py"></location>
   <source>Label the place with the chosen class (Enter)</source>
   <translation>Die Stelle mit der gewählten Klasse labeln (Eingabetaste)</translation>
  </message>
  <message>
   <location filename="../../ui/improve_panel.py"></location>
   <source>Skip</source>
   <translation>Überspringen</translation>
  </message>
  <message>
   <location filename="../../ui/improve_panel.py"></location>
   <source>Go to the next place (key N)</source>
   <translation>Zur nächsten Stelle gehen (Taste N)</translation>
  </message>
  <message>
   <location filename="../../ui/improve_panel.py"></location>
   <source>List</source>
   <translation>Liste</translation>
  </message>
  <message>
   <location filename="../../ui/improve_panel.py"></location>
   <source>Add the suggested places as a layer</source>
   <translation>Die vorgeschlagenen Stellen als Layer hinzufügen</translation>
  </message>
  <message>
   <location filename="../../ui/improve_panel.py"></location>
   <source>Least similarity that is shown</source>
   <translation>Kleinste Ähnlichkeit, die gezeigt wird</translation>
  </message>
  <message>
   <location filename="../../ui/improve_panel.py"></location>
   <source>Make what is shown labels of the chosen class</source>
   <translation>Aus dem Gezeigten Labels der gewählten Klasse machen</translation>
  </message>
  <message>
   <location filename="../../ui/improve_panel.py"></location>
   <source>Whole image…</source>
   <translation>Ganzes Bild…</translation>
  </message>
  <message>
   <location filename="../../ui/improve_panel.py"></location>
   <source>Search the whole image for the example</source>
   <translation>Das ganze Bild nach dem Beispiel durchsuchen</translation>
  </message>
  <message>
   <location filename="../../ui/improve_panel.py"></location>
   <source>Place {} of {}: {}</source>
   <translation>Stelle {} von {}: {}</translation>
  </message>
  <message>
   <location filename="../../ui/improve_panel.py"></location>
   <source>Label as '{}'</source>
   <translation>Als '{}' labeln</translation>
  </message>
  <message>
   <location filename="../../ui/improve_panel.py"></location>
   <source>Add as '{}'</source>
   <translation>Als '{}' hinzufügen</translation>
  </message>
  <message>
   <location filename="../../ui/improvement.py"></location>
   <source>Start the preview first: press Live.</source>
   <translation>Starten Sie zuerst die Vorschau: Klicken Sie auf Live.</translation>
  </message>
  <message>
   <location filename="../../ui/improvement.py"></location>
   <source>The places cannot be added as a layer.</source>
   <translation>Die Stellen können nicht als Layer hinzugefügt werden.</translation>
  </message>
  <message>
   <location filename="../../ui/improvement.py"></location>
   <source>Click or drag over an example.</source>
   <translation>Klicken Sie auf ein Beispiel, oder ziehen Sie darüber.</translation>
  </message>
  <message>
   <location filename="../../ui/improvement.py"></location>
   <source>No place in view is far enough from the labels; move or zoom out.</source>
   <translation>Keine sichtbare Stelle ist weit genug von den Labels entfernt; verschieben Sie die Karte oder zoomen Sie heraus.</translation>
  </message>
  <message>
   <location filename="../../ui/label_painter.py"></location>
   <source>Choose a label layer, or press New to make one.</source>
   <translation>Wählen Sie einen Label-Layer, oder klicken Sie auf Neu, um einen anzulegen.</translation>
  </message>
  <message>
   <location filename="../../ui/label_painter.py"></location>
   <source>Choose a class first.</source>
   <translation>Wählen Sie zuerst eine Klasse.</translation>
  </message>
  <message>
   <location filename="../../ui/licence_dialog.py"></location>
   <source>I have read the licence and accept it</source>
   <translation>Ich habe die Lizenz gelesen und akzeptiere sie</translation>
  </message>
  <message>
   <location filename="../../ui/licence_dialog.py"></location>
   <source>Download and install</source>
   <translation>Herunterladen und installieren</translation>
  </message>
  <message>
   <location filename="../../ui/licence_dialog.py"></location>
   <source>Reading a licence</source>
   <translation>Lizenz wird gelesen</translation>
  </message>
  <message>
   <location filename="../../ui/licence_dialog.py"></location>
   <source>The text could not be read here. Read it at {} before you accept it.</source>
   <translation>Der Text konnte hier nicht gelesen werden. Lesen Sie ihn unter {}, bevor Sie die Lizenz akzeptieren.</translation>
  </message>
  <message>
   <location filename="../../ui/licence_dialog.py"></location>
   <source>Install {}</source>
   <translation>{} installieren</translation>
  </message>
  <message>
   <location filename="../../ui/licence_dialog.py"></location>
   <source>Reading {}…</source>
   <translation>{} wird gelesen…</translation>
  </message>
  <message>
   <location filename="../../ui/licence_dialog.py"></location>
   <source>The licence is at {}</source>
   <translation>Die Lizenz steht unter {}</translation>
  </message>
  <message>
   <location filename="../../ui/licence_dialog.py"></location>
   <source>Download: {}</source>
   <translation>Download: {}</translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Their files can stay, or be deleted for good: {}</source>
   <translation>Ihre Dateien können bleiben oder endgültig gelöscht werden: {}</translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Models</source>
   <translation>Modelle</translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Add a model file…</source>
   <translation>Modelldatei hinzufügen…</translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Compare, rename, export, remove or add; also with a right click on a model</source>
   <translation>Vergleichen, umbenennen, exportieren, entfernen oder hinzufügen; auch mit Rechtsklick auf ein Modell</translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>No model yet. Press Train…, or add a model that was trained before.</source>
   <translation>Noch kein Modell. Klicken Sie auf Trainieren…, oder fügen Sie ein früher trainiertes Modell hinzu.</translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Add…</source>
   <translation>Hinzufügen…</translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Add a model file to the list</source>
   <translation>Der Liste eine Modelldatei hinzufügen</translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Add a model</source>
   <translation>Modell hinzufügen</translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Rename model</source>
   <translation>Modell umbenennen</translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>New name of the model and its report</source>
   <translation>Neuer Name des Modells und seines Berichts</translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Remove models</source>
   <translation>Modelle entfernen</translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Keep the files</source>
   <translation>Dateien behalten</translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Delete the files</source>
   <translation>Dateien löschen</translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Map an image with the model</source>
   <translation>Ein Bild mit dem Modell kartieren</translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Retrain…</source>
   <translation>Neu trainieren…</translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Train a new model with the settings of this one, on the present labels</source>
   <translation>Ein neues Modell mit den Einstellungen von diesem trainieren, mit den jetzigen Labels</translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Compare…</source>
   <translation>Vergleichen…</translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Compare two models, or one with the one before it</source>
   <translation>Zwei Modelle vergleichen, oder eines mit dem davor</translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Import classes</source>
   <translation>Klassen importieren</translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Add the classes of the model to the label layer</source>
   <translation>Dem Label-Layer die Klassen des Modells hinzufügen</translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Information…</source>
   <translation>Informationen…</translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Classes, scores, licence, and the training labels as a layer</source>
   <translation>Klassen, Genauigkeit, Lizenz, und die Trainingslabels als Layer</translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Export…</source>
   <translation>Exportieren…</translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Write the model for other programs (ONNX)</source>
   <translation>Das Modell für andere Programme schreiben (ONNX)</translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Rename…</source>
   <translation>Umbenennen…</translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Rename the model and its report</source>
   <translation>Das Modell und seinen Bericht umbenennen</translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Take the model off the list</source>
   <translation>Das Modell von der Liste nehmen</translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Take {} off the list?</source>
   <translation>{} von der Liste nehmen?</translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Models ({})</source>
   <translation>Modelle ({})</translation>
  </message>
  <message>
   <location filename="../../ui/model_tree.py"></location>
   <source>On held-out labels, with the standard deviation of the folds</source>
   <translation>Auf zurückgehaltenen Labels, mit der Standardabweichung der Folds</translation>
  </message>
  <message>
   <location filename="../../ui/model_tree.py"></location>
   <source>Mean IoU</source>
   <translation>Mittlere IoU</translation>
  </message>
  <message>
   <location filename="../../ui/options_page.py"></location>
   <source>Drawing and reports</source>
   <translation>Zeichnen und Berichte</translation>
  </message>
  <message>
   <location filename="../../ui/pointer.py"></location>
   <source>most like a label of '{}' (similarity {:.2f})</source>
   <translation>am ähnlichsten einem Label von '{}' (Ähnlichkeit {:.2f})</translation>
  </message>
  <message>
   <location filename="../../ui/pointer.py"></location>
   <source>Here: </source>
   <translation>Hier: </translation>
  </message>
  <message>
   <location filename="../../ui/preview_panel.py"></location>
   <source>Opacity of the preview; H hides it while held</source>
   <translation>Deckkraft der Vorschau; H blendet sie aus, solange die Taste gedrückt ist</translation>
  </message>
  <message>
   <location filename="../../ui/preview_panel.py"></location>
   <source>What the preview shows</source>
   <translation>Was die Vorschau zeigt</translation>
  </message>
  <message>
   <location filename="../../ui/preview_panel.py"></location>
   <source>Ground whose class is less likely is grey</source>
   <translation>Bereiche, deren Klasse weniger wahrscheinlich ist, sind grau</translation>
  </message>
  <message>
   <location filename="../../ui/preview_panel.py"></location>
   <source>Live</source>
   <translation>Live</translation>
  </message>
  <message>
   <location filename="../../ui/preview_panel.py"></location>
   <source>The preview follows every edit and every move of the canvas</source>
   <translation>Die Vorschau folgt jeder Änderung und jeder Bewegung der Karte</translation>
  </message>
  <message>
   <location filename="../../ui/preview_panel.py"></location>
   <source>Once</source>
   <translation>Einmal</translation>
  </message>
  <message>
   <location filename="../../ui/preview_panel.py"></location>
   <source>Update the preview now, and then no more</source>
   <translation>Die Vorschau jetzt aktualisieren, und danach nicht mehr</translation>
  </message>
  <message>
   <location filename="../../ui/preview_panel.py"></location>
   <source>Off</source>
   <translation>Aus</translation>
  </message>
  <message>
   <location filename="../../ui/preview_panel.py"></location>
   <source>Show no preview</source>
   <translation>Keine Vorschau zeigen</translation>
  </message>
  <message>
   <location filename="../../ui/preview_panel.py"></location>
   <source>Opacity</source>
   <translation>Deckkraft</translation>
  </message>
  <message>
   <location filename="../../ui/preview_panel.py"></location>
   <source>Classes, uncertain ones fade</source>
   <translation>Klassen, unsichere verblassen</translation>
  </message>
  <message>
   <location filename="../../ui/preview_panel.py"></location>
   <source>Margin between the two best classes</source>
   <translation>Abstand der zwei besten Klassen</translation>
  </message>
  <message>
   <location filename="../../ui/preview_panel.py"></location>
   <source>Classes, grey below a confidence</source>
   <translation>Klassen, grau unter einer Konfidenz</translation>
  </message>
  <message>
   <location filename="../../ui/preview_panel.py"></location>
   <source>Mean IoU on held-out blocks: {:.2f}</source>
   <translation>Mittlere IoU auf zurückgehaltenen Blöcken: {:.2f}</translation>
  </message>
  <message>
   <location filename="../../ui/recovery_offer.py"></location>
   <source>'{}' has labels that were not saved when QGIS ended.</source>
   <translation>'{}' hat Labels, die nicht gespeichert waren, als QGIS endete.</translation>
  </message>
  <message>
   <location filename="../../ui/recovery_offer.py"></location>
   <source>Restore them</source>
   <translation>Wiederherstellen</translation>
  </message>
  <message>
   <location filename="../../ui/recovery_offer.py"></location>
   <source>The copy of the labels is damaged; it was left where it is.</source>
   <translation>Die Kopie der Labels ist beschädigt; sie blieb, wo sie ist.</translation>
  </message>
  <message>
   <location filename="../../ui/sample_opener.py"></location>
   <source>Folder in which the sample project gets a folder of its own</source>
   <translation>Ordner, in dem das Beispielprojekt einen eigenen Ordner bekommt</translation>
  </message>
  <message>
   <location filename="../../ui/sample_opener.py"></location>
   <source>Open sample project…</source>
   <translation>Beispielprojekt öffnen…</translation>
  </message>
  <message>
   <location filename="../../ui/sample_opener.py"></location>
   <source>Copy a small project with image, labels, model and map, and open it</source>
   <translation>Ein kleines Projekt mit Bild, Labels, Modell und Karte kopieren und öffnen</translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Cancel the set-up? What has been downloaded is kept for the next attempt.</source>
   <translation>Einrichtung abbrechen? Was heruntergeladen ist, bleibt für den nächsten Versuch erhalten.</translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>There is no engine yet.</source>
   <translation>Es gibt noch keine Engine.</translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>The engine is older than this plugin: set it up again to update it.</source>
   <translation>Die Engine ist älter als diese Erweiterung: Richten Sie sie neu ein, um sie zu aktualisieren.</translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>The engine trains and maps in a Python environment of its own. The Python of QGIS is not changed, and nothing is downloaded before you click 'Set up'.</source>
   <translation>Die Engine trainiert und kartiert in einer eigenen Python-Umgebung. Das Python von QGIS wird nicht geändert, und nichts wird heruntergeladen, bevor Sie auf 'Einrichten' klicken.</translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Processor</source>
   <translation>Prozessor</translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Set up the Landsketch engine</source>
   <translation>Landsketch-Engine einrichten</translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>the first that fits</source>
   <translation>das erste, das passt</translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>the folder for application data</source>
   <translation>der Ordner für Anwendungsdaten</translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>none: packages are downloaded</source>
   <translation>keiner: Pakete werden geladen</translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Choices (may stay as they are)</source>
   <translation>Auswahl (kann so bleiben)</translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Python 3.11 to 3.14</source>
   <translation>Python 3.11 bis 3.14</translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Install into</source>
   <translation>Installieren in</translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Folder of wheels (no network)</source>
   <translation>Ordner mit Wheels (ohne Netzwerk)</translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Set up</source>
   <translation>Einrichten</translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Download and install what is listed above</source>
   <translation>Herunterladen und installieren, was oben steht</translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Copy commands</source>
   <translation>Befehle kopieren</translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Copy commands for a terminal that do the same</source>
   <translation>Befehle für ein Terminal kopieren, die dasselbe tun</translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Copy versions, device and the log, without names and passwords, for a report</source>
   <translation>Versionen, Gerät und Protokoll ohne Namen und Passwörter kopieren, für eine Fehlermeldung</translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Open log</source>
   <translation>Protokoll öffnen</translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Open the whole log in its program</source>
   <translation>Das ganze Protokoll in seinem Programm öffnen</translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Close</source>
   <translation>Schließen</translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Setting up the Landsketch engine</source>
   <translation>Landsketch-Engine wird eingerichtet</translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>The engine runs in an environment of yours: {}.</source>
   <translation>Die Engine läuft in Ihrer eigenen Umgebung: {}.</translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>It can be made anew, as a repair or for another device.</source>
   <translation>Sie kann neu eingerichtet werden, zur Reparatur oder für ein anderes Gerät.</translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Done</source>
   <translation>Fertig</translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Not done</source>
   <translation>Nicht fertig</translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>The engine is ready. You can close this window.</source>
   <translation>Die Engine ist bereit. Sie können dieses Fenster schließen.</translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Try again</source>
   <translation>Erneut versuchen</translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>The engine is there: {}.</source>
   <translation>Die Engine ist da: {}.</translation>
  </message>
  <message>
   <location filename="../../ui/setup_offer.py"></location>
   <source>The engine that does the work is not set up yet.</source>
   <translation>Die Engine, die die Arbeit macht, ist noch nicht eingerichtet.</translation>
  </message>
  <message>
   <location filename="../../ui/setup_opener.py"></location>
   <source>Install, repair or update what Landsketch computes with</source>
   <translation>Installieren, reparieren oder aktualisieren, womit Landsketch rechnet</translation>
  </message>
  <message>
   <location filename="../../ui/similar_search.py"></location>
   <source>Similar ground is yellow; change the threshold below.</source>
   <translation>Ähnliche Bereiche sind gelb; ändern Sie die Schwelle darunter.</translation>
  </message>
  <message>
   <location filename="../../ui/similar_search.py"></location>
   <source>Nothing in view is similar enough; lower the threshold.</source>
   <translation>Nichts im Kartenausschnitt ist ähnlich genug; senken Sie die Schwelle.</translation>
  </message>
  <message>
   <location filename="../../ui/source_panel.py"></location>
   <source>The image that is mapped</source>
   <translation>Das Bild, das kartiert wird</translation>
  </message>
  <message>
   <location filename="../../ui/source_panel.py"></location>
   <source>Polygons with a field for their class</source>
   <translation>Polygone mit einem Feld für ihre Klasse</translation>
  </message>
  <message>
   <location filename="../../ui/source_panel.py"></location>
   <source>New</source>
   <translation>Neu</translation>
  </message>
  <message>
   <location filename="../../ui/source_panel.py"></location>
   <source>Make a label layer beside the image, with its CRS</source>
   <translation>Einen Label-Layer neben dem Bild anlegen, mit dessen KBS</translation>
  </message>
  <message>
   <location filename="../../ui/source_panel.py"></location>
   <source>Class field</source>
   <translation>Klassenfeld</translation>
  </message>
  <message>
   <location filename="../../ui/source_panel.py"></location>
   <source>The field of the labels that holds their class</source>
   <translation>Das Feld der Labels, das ihre Klasse enthält</translation>
  </message>
  <message>
   <location filename="../../ui/source_panel.py"></location>
   <source>Features</source>
   <translation>Merkmale</translation>
  </message>
  <message>
   <location filename="../../ui/source_panel.py"></location>
   <source>Above 1: finer outlines, and more time (2 = four times).</source>
   <translation>Über 1: feinere Umrisse, und mehr Zeit (2 = viermal so viel).</translation>
  </message>
  <message>
   <location filename="../../ui/source_panel.py"></location>
   <source>automatic</source>
   <translation>automatisch</translation>
  </message>
  <message>
   <location filename="../../ui/source_panel.py"></location>
   <source>Three bands for the backbone, such as 8,4,3.</source>
   <translation>Drei Kanäle für das Backbone, etwa 8,4,3.</translation>
  </message>
  <message>
   <location filename="../../ui/source_panel.py"></location>
   <source>Sharpen along edges of the image</source>
   <translation>An Kanten des Bildes schärfen</translation>
  </message>
  <message>
   <location filename="../../ui/source_panel.py"></location>
   <source>Bands</source>
   <translation>Kanäle</translation>
  </message>
  <message>
   <location filename="../../ui/source_panel.py"></location>
   <source>Bands are numbers, such as 8,4,3.</source>
   <translation>Kanäle sind Nummern, etwa 8,4,3.</translation>
  </message>
  <message>
   <location filename="../../ui/suggestions.py"></location>
   <source>Suggested places</source>
   <translation>Vorgeschlagene Stellen</translation>
  </message>
  <message>
   <location filename="../../ui/tool_panel.py"></location>
   <source>Brush</source>
   <translation>Pinsel</translation>
  </message>
  <message>
   <location filename="../../ui/tool_panel.py"></location>
   <source>Paint a label; Shift erases, a right click names the class of a place. Keys: 1-9 class, [ ] width, H hides the preview, N next suggestion</source>
   <translation>Ein Label malen; Umschalt radiert, ein Rechtsklick benennt die Klasse einer Stelle. Tasten: 1-9 Klasse, [ ] Breite, H blendet die Vorschau aus, N nächster Vorschlag</translation>
  </message>
  <message>
   <location filename="../../ui/tool_panel.py"></location>
   <source>Rectangle</source>
   <translation>Rechteck</translation>
  </message>
  <message>
   <location filename="../../ui/tool_panel.py"></location>
   <source>Draw a label from corner to corner; Shift erases</source>
   <translation>Ein Label von Ecke zu Ecke zeichnen; Umschalt radiert</translation>
  </message>
  <message>
   <location filename="../../ui/tool_panel.py"></location>
   <source>Polygon</source>
   <translation>Polygon</translation>
  </message>
  <message>
   <location filename="../../ui/tool_panel.py"></location>
   <source>Draw a label with QGIS's own polygon tool</source>
   <translation>Ein Label mit dem Polygonwerkzeug von QGIS zeichnen</translation>
  </message>
  <message>
   <location filename="../../ui/tool_panel.py"></location>
   <source>Width of the brush in pixels of the screen</source>
   <translation>Breite des Pinsels in Pixeln des Bildschirms</translation>
  </message>
  <message>
   <location filename="../../ui/toolbox.py"></location>
   <source>Landsketch toolbox</source>
   <translation>Werkzeuge von Landsketch</translation>
  </message>
  <message>
   <location filename="../../ui/toolbox.py"></location>
   <source>Show the Landsketch algorithms in the Processing toolbox</source>
   <translation>Die Algorithmen von Landsketch in den Verarbeitungswerkzeugen zeigen</translation>
  </message>
  <message>
   <location filename="../../ui/toolbox.py"></location>
   <source>Landsketch: draw labels, see the map</source>
   <translation>Landsketch: Labels zeichnen, Karte sehen</translation>
  </message>
  <message>
   <location filename="../../ui/toolbox.py"></location>
   <source>Draw labels and watch the map follow</source>
   <translation>Labels zeichnen und sehen, wie die Karte folgt</translation>
  </message>
  <message>
   <location filename="../../ui/toolbox.py"></location>
   <source>Options…</source>
   <translation>Optionen…</translation>
  </message>
  <message>
   <location filename="../../ui/toolbox.py"></location>
   <source>Engine, backbones, feature cache and settings of Landsketch</source>
   <translation>Engine, Backbones, Merkmalsspeicher und Einstellungen von Landsketch</translation>
  </message>
  <message>
   <location filename="../../ui/toolbox.py"></location>
   <source>The Processing toolbox is off; tick 'Processing' in Plugins &gt; Manage and Install Plugins.</source>
   <translation>Die Verarbeitungswerkzeuge sind aus; haken Sie 'Processing' unter Erweiterungen &gt; Erweiterungen verwalten und installieren an.</translation>
  </message>
  <message>
   <location filename="../../ui/training_curves.py"></location>
   <source>Training loss by epoch</source>
   <translation>Verlust im Training nach Epoche</translation>
  </message>
  <message>
   <location filename="../../ui/training_curves.py"></location>
   <source>Mean IoU of held-out samples by epoch</source>
   <translation>Mittlere IoU der zurückgehaltenen Proben nach Epoche</translation>
  </message>
  <message>
   <location filename="../../ui/training_curves.py"></location>
   <source>Curves</source>
   <translation>Kurven</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The raster to work on: a file, VRT or COG, or an address (https, s3, gs). A web map has to be exported first.</source>
   <translation>Das zu bearbeitende Raster: eine Datei, VRT oder COG, oder eine Adresse (https, s3, gs). Eine Webkarte muss zuerst exportiert werden.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Three bands in the order red, green, blue, such as 8,4,3; empty = red, green and blue where the raster tells them, otherwise the first three, or the only one.</source>
   <translation>Drei Kanäle in der Reihenfolge Rot, Grün, Blau, etwa 8,4,3; leer = Rot, Grün und Blau, wo das Raster sie nennt, sonst die ersten drei, oder der einzige.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Composite</source>
   <translation>Komposit</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Which three bands the backbone sees where BANDS is empty. They are found by colour interpretation, descriptions or wavelengths of the bands.</source>
   <translation>Welche drei Kanäle das Backbone sieht, wo BANDS leer ist. Sie werden an Farbinterpretation, Beschreibungen oder Wellenlängen der Kanäle erkannt.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Automatic: red, green, blue, or the first three</source>
   <translation>Automatisch: Rot, Grün, Blau, oder die ersten drei</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Red, green, blue</source>
   <translation>Rot, Grün, Blau</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Near infrared, red, green</source>
   <translation>Nahes Infrarot, Rot, Grün</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Extra bands</source>
   <translation>Zusatzkanäle</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>More bands, such as near infrared or height: the head gets their values, 9x9 means and deviations beside the backbone's features. They cost little time. Numbers such as 4,5; in QGIS also 'all'.</source>
   <translation>Weitere Kanäle, etwa nahes Infrarot oder Höhe: Der Kopf bekommt ihre Werte, 9x9-Mittel und -Abweichungen neben den Merkmalen des Backbones. Sie kosten wenig Zeit. Nummern wie 4,5; in QGIS auch 'all'.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>none</source>
   <translation>keine</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>2 and 4 magnify the image so that small objects get more detail, at 4 and 16 times the time; 0.25 and 0.5 reduce it.</source>
   <translation>2 und 4 vergrößern das Bild, sodass kleine Objekte mehr Einzelheiten bekommen, bei 4- und 16-facher Zeit; 0.25 und 0.5 verkleinern es.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>0.25: reduced to a quarter</source>
   <translation>0.25: auf ein Viertel verkleinert</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>0.5: reduced to a half</source>
   <translation>0.5: auf die Hälfte verkleinert</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>1: the pixels of the image</source>
   <translation>1: die Pixel des Bildes</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>2: magnified, for small objects; 4 times the time</source>
   <translation>2: vergrößert, für kleine Objekte; 4-fache Zeit</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>4: magnified, for tiny objects; 16 times the time</source>
   <translation>4: vergrößert, für winzige Objekte; 16-fache Zeit</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Stretch</source>
   <translation>Streckung</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>How the numbers of each band become 0-255 for the backbone; 'auto' leaves 8-bit images alone and uses 'percentile' otherwise. Scale and offset of a band matter for 'range' only: the other ways are linear.</source>
   <translation>Wie die Zahlen jedes Kanals für das Backbone zu 0-255 werden; 'auto' lässt 8-Bit-Bilder, wie sie sind, und benutzt sonst 'percentile'. Skalierung und Offset eines Kanals zählen nur bei 'range': Die anderen Arten sind linear.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Automatic: 8-bit images as they are, others by percentiles</source>
   <translation>Automatisch: 8-Bit-Bilder, wie sie sind, andere nach Perzentilen</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>None: the full range of the data type</source>
   <translation>Keine: der volle Bereich des Datentyps</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Percentiles: 0.5 % and 99.5 % of the image</source>
   <translation>Perzentile: 0.5 % und 99.5 % des Bildes</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Mean and standard deviation of the image</source>
   <translation>Mittelwert und Standardabweichung des Bildes</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Own numbers: those of the stretch range</source>
   <translation>Eigene Zahlen: die aus dem Bereich der Streckung</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Stretch range</source>
   <translation>Bereich der Streckung</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The numbers that become 0 and 255, such as 0, 0.4, or such a pair for each of the three bands; in the units that QGIS shows, after scale and offset of the band. They hold for other images too.</source>
   <translation>Die Zahlen, die zu 0 und 255 werden, etwa 0, 0.4, oder ein solches Paar für jeden der drei Kanäle; in den Einheiten, die QGIS zeigt, nach Skalierung und Offset des Kanals. Sie gelten auch für andere Bilder.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Nodata holes</source>
   <translation>Löcher ohne Daten</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Patches of up to HOLE_SIZE pixels without data inside the image: 'fill' maps them like the pixels around, 'keep' leaves them nodata; 'auto' fills in 8-bit images with a nodata value, and is decided for each image.</source>
   <translation>Löcher von bis zu HOLE_SIZE Pixeln ohne Daten im Bild: 'fill' kartiert sie wie die Pixel ringsum, 'keep' lässt sie ohne Daten; 'auto' füllt in 8-Bit-Bildern mit einem Leerwert und wird für jedes Bild entschieden.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Automatic: fill in 8-bit images</source>
   <translation>Automatisch: in 8-Bit-Bildern füllen</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Fill: map like the pixels around</source>
   <translation>Füllen: kartieren wie die Pixel ringsum</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Keep: leave without data</source>
   <translation>Behalten: ohne Daten lassen</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Largest nodata hole (pixels)</source>
   <translation>Größtes Loch ohne Daten (Pixel)</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Larger patches without data are not filled; at most 64.</source>
   <translation>Größere Löcher werden nicht gefüllt; höchstens 64.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The index of the encoded tiles, a GeoPackage.</source>
   <translation>Das Verzeichnis der kodierten Kacheln, ein GeoPackage.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The frozen encoder: 'builtin' needs no download; also a folder saved by save_pretrained.</source>
   <translation>Der unveränderliche Kodierer: 'builtin' braucht keinen Download; auch ein Ordner, den save_pretrained gespeichert hat.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Tile side (tokens)</source>
   <translation>Kachelseite (Tokens)</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Side of the square that the backbone sees at once, at least 4; 0 = the backbone's default.</source>
   <translation>Seite des Quadrats, das das Backbone auf einmal sieht, mindestens 4; 0 = Vorgabe des Backbones.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Tile halo (tokens)</source>
   <translation>Kachelrand (Tokens)</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Tokens at each side of a tile that only give context; -1 = the backbone's default.</source>
   <translation>Tokens an jeder Seite einer Kachel, die nur Umgebung zeigen; -1 = Vorgabe des Backbones.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Encode only the tiles that these polygons or points touch.</source>
   <translation>Nur die Kacheln kodieren, die diese Polygone oder Punkte berühren.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Extent</source>
   <translation>Ausdehnung</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Encode only this part of the image; empty = all of it. In job files: west, south, east, north in the image's CRS.</source>
   <translation>Nur diesen Teil des Bildes kodieren; leer = das ganze. In Auftragsdateien: West, Süd, Ost, Nord im KBS des Bildes.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Folder where features are kept for the next run; empty = the user's cache folder, in QGIS the one in Settings &gt; Options &gt; Landsketch.</source>
   <translation>Ordner, in dem Merkmale für den nächsten Lauf bleiben; leer = der Cache-Ordner des Benutzers, in QGIS der unter Einstellungen &gt; Optionen &gt; Landsketch.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Compile the backbone</source>
   <translation>Backbone kompilieren</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Compile the backbone by torch.compile (CUDA only): a minute at the start, faster tiles after it. Compiled features differ in their last bits and are cached separately, so use it for training and maps or for neither.</source>
   <translation>Das Backbone mit torch.compile kompilieren (nur CUDA): eine Minute am Anfang, danach schnellere Kacheln. Kompilierte Merkmale weichen in den letzten Bits ab und werden getrennt gespeichert; benutzen Sie es also für Training und Karten oder für keines von beiden.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Images</source>
   <translation>Bilder</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>One or several rasters; labels apply to each image where they overlap.</source>
   <translation>Ein oder mehrere Raster; Labels gelten für jedes Bild, mit dem sie sich überlappen.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Polygons, points or lines of known classes. In QGIS, selection, filter and unsaved edits are respected.</source>
   <translation>Polygone, Punkte oder Linien bekannter Klassen. In QGIS werden Auswahl, Filter und ungespeicherte Änderungen beachtet.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The field that holds the class, as text or number.</source>
   <translation>Das Feld, das die Klasse enthält, als Text oder Zahl.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Corrections</source>
   <translation>Korrekturen</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Further polygons, points or lines with the same fields, drawn where a map was wrong. Where they overlap LABELS, they replace them.</source>
   <translation>Weitere Polygone, Punkte oder Linien mit denselben Feldern, gezeichnet, wo eine Karte falsch war. Wo sie LABELS überlappen, ersetzen sie diese.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Weight of the corrections</source>
   <translation>Gewicht der Korrekturen</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>How much a correction counts, compared with a label of the same size.</source>
   <translation>Wie viel eine Korrektur zählt, verglichen mit einem gleich großen Label.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Split field</source>
   <translation>Aufteilungsfeld</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The field that names each polygon's fold, or train, val and test; used by VALIDATION=field.</source>
   <translation>Das Feld, das zu jedem Polygon den Fold nennt, oder train, val und test; benutzt von VALIDATION=field.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Label raster</source>
   <translation>Label-Raster</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Instead of LABELS: a raster with 0-254 = class; nodata and 255 = unlabelled.</source>
   <translation>Statt LABELS: ein Raster mit 0-254 = Klasse; Leerwert und 255 = ohne Label.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Class table</source>
   <translation>Klassentabelle</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>JSON file with value, name and colour (#rrggbb) of every class; empty = made from the labels.</source>
   <translation>JSON-Datei mit Wert, Name und Farbe (#rrggbb) jeder Klasse; leer = aus den Labels gebildet.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Fully labelled areas</source>
   <translation>Vollständig gelabelte Flächen</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Polygons inside which everything is labelled: pixels without a label there are 'other', nowhere else.</source>
   <translation>Polygone, in denen alles gelabelt ist: Pixel ohne Label sind dort 'other', sonst nirgends.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Name of the class 'other'</source>
   <translation>Name der Klasse 'other'</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Name of the class of pixels without a label in fully labelled areas, and of all classes but CLASS_OF_INTEREST. It may be a class of the labels or of the class table.</source>
   <translation>Name der Klasse von Pixeln ohne Label in vollständig gelabelten Flächen, und aller Klassen außer CLASS_OF_INTEREST. Er darf eine Klasse der Labels oder der Klassentabelle sein.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Class of interest</source>
   <translation>Zielklasse</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Name or value of one class to be mapped; all other classes become 'other'. Empty = all are mapped.</source>
   <translation>Name oder Wert einer Klasse, die kartiert werden soll; alle anderen Klassen werden 'other'. Leer = alle werden kartiert.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Point radius (pixels)</source>
   <translation>Punktradius (Pixel)</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Distance up to which a point or line labels pixels: 0.5 = its own pixel, 1.5 = 3x3 pixels.</source>
   <translation>Entfernung, bis zu der ein Punkt oder eine Linie Pixel labelt: 0.5 = das eigene Pixel, 1.5 = 3x3 Pixel.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Dataset</source>
   <translation>Datensatz</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The folder of the dataset: dataset.json, labels.gpkg and tiles.gpkg. 'Verify dataset', 'Train head' and 'Evaluate model' take it.</source>
   <translation>Der Ordner des Datensatzes: dataset.json, labels.gpkg und tiles.gpkg. 'Datensatz prüfen', 'Kopf trainieren' und 'Modell bewerten' nehmen ihn.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Image of a second date</source>
   <translation>Bild eines zweiten Zeitpunkts</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>An image of the same place at another date, whose bands become extra bands. It is resampled where its pixels are others. Only with one image.</source>
   <translation>Ein Bild derselben Stelle zu einem anderen Zeitpunkt, dessen Kanäle Zusatzkanäle werden. Es wird umgerechnet, wo es andere Pixel hat. Nur mit einem Bild.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Layers</source>
   <translation>Schichten</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Blocks of the backbone (ConvNeXt: stages) whose outputs are used, counted from 0, such as 5,11,17,23; empty = the backbone's default. More layers cost disk and memory, later ones also time.</source>
   <translation>Blöcke des Backbones (ConvNeXt: Stufen), deren Ausgaben benutzt werden, gezählt ab 0, etwa 5,11,17,23; leer = Vorgabe des Backbones. Mehr Schichten kosten Speicherplatz und Arbeitsspeicher, spätere auch Zeit.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Shifted tile grids</source>
   <translation>Verschobene Kachelgitter</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Average the features of 2 or 4 shifted tile grids: fainter seams between tiles, 2 to 4 times the time.</source>
   <translation>Die Merkmale von 2 oder 4 verschobenen Kachelgittern mitteln: schwächere Nähte zwischen Kacheln, 2- bis 4-fache Zeit.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>1: no shifted grid</source>
   <translation>1: kein verschobenes Gitter</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>2: fainter seams; 2 times the time</source>
   <translation>2: schwächere Nähte; 2-fache Zeit</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>4: faintest seams; 4 times the time</source>
   <translation>4: schwächste Nähte; 4-fache Zeit</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Subtract the position mean</source>
   <translation>Positionsmittel abziehen</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Subtract from each feature its mean at that position in the tile: fainter seams. Images of fewer than 16 tiles are left as they are.</source>
   <translation>Von jedem Merkmal sein Mittel an dieser Position in der Kachel abziehen: schwächere Nähte. Bilder mit weniger als 16 Kacheln bleiben, wie sie sind.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Encode</source>
   <translation>Kodieren</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Which features are put into the cache now; those that are missing later are encoded when they are needed.</source>
   <translation>Welche Merkmale jetzt in den Merkmalsspeicher kommen; die später fehlen, werden kodiert, wenn sie gebraucht werden.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The tiles under labels</source>
   <translation>Die Kacheln unter Labels</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The tiles under an extent</source>
   <translation>Die Kacheln unter einer Ausdehnung</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>All tiles of the images</source>
   <translation>Alle Kacheln der Bilder</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>None now</source>
   <translation>Jetzt keine</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The part of the images that ENCODE=extent encodes. In job files: west, south, east, north in the CRS of the first image.</source>
   <translation>Der Teil der Bilder, den ENCODE=extent kodiert. In Auftragsdateien: West, Süd, Ost, Nord im KBS des ersten Bildes.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Views</source>
   <translation>Ansichten</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Changed images that are encoded as well, for trainings with these VIEWS or TTA, such as hflip, rot90. Views: hflip, vflip, rot90, rot180, rot270, transpose, antitranspose, shift, offset, half, double, brighter, darker, more_contrast, less_contrast.</source>
   <translation>Veränderte Bilder, die ebenfalls kodiert werden, für Trainings mit diesen VIEWS oder TTA, etwa hflip, rot90. Ansichten: hflip, vflip, rot90, rot180, rot270, transpose, antitranspose, shift, offset, half, double, brighter, darker, more_contrast, less_contrast.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Validation</source>
   <translation>Validierung</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>How the accuracy is measured: on spatial blocks, on folds of the split field, on whole images, or not at all.</source>
   <translation>Wie die Genauigkeit gemessen wird: auf räumlichen Blöcken, auf Folds des Aufteilungsfelds, auf ganzen Bildern, oder gar nicht.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Spatial blocks that the training does not see</source>
   <translation>Räumliche Blöcke, die das Training nicht sieht</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Folds that the split field names</source>
   <translation>Folds, die das Aufteilungsfeld nennt</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Whole images that the training does not see</source>
   <translation>Ganze Bilder, die das Training nicht sieht</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>None: quick, but without a report</source>
   <translation>Keine: schnell, aber ohne Bericht</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Validation: folds</source>
   <translation>Validierung: Folds</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Number of folds of spatial blocks; at least 2.</source>
   <translation>Anzahl der Folds aus räumlichen Blöcken; mindestens 2.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Validation: block size</source>
   <translation>Validierung: Blockgröße</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Side of a validation block in units of the image's CRS; 0 = automatic.</source>
   <translation>Seite eines Validierungsblocks in Einheiten des KBS des Bildes; 0 = automatisch.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Validation: buffer</source>
   <translation>Validierung: Puffer</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>No label closer than this to a validation block is used for training, in units of the image's CRS; 0 = automatic.</source>
   <translation>Kein Label, das näher an einem Validierungsblock liegt, wird zum Training benutzt, in Einheiten des KBS des Bildes; 0 = automatisch.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Background tiles</source>
   <translation>Hintergrundkacheln</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>What becomes of tiles whose labels are background only: kept, thinned to the fraction BACKGROUND_KEEP, or dropped. The log tells how many there are.</source>
   <translation>Was aus Kacheln wird, deren Labels nur Hintergrund sind: behalten, auf den Anteil BACKGROUND_KEEP ausgedünnt oder weggelassen. Das Protokoll nennt ihre Zahl.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Keep all</source>
   <translation>Alle behalten</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Thin: keep a random fraction</source>
   <translation>Ausdünnen: einen zufälligen Anteil behalten</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Drop all</source>
   <translation>Alle weglassen</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Background class</source>
   <translation>Hintergrundklasse</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The class that is background; empty = OTHER_CLASS, where labels have it.</source>
   <translation>Die Klasse, die Hintergrund ist; leer = OTHER_CLASS, wo Labels sie haben.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>the class 'other'</source>
   <translation>die Klasse 'other'</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Background tiles to keep</source>
   <translation>Zu behaltende Hintergrundkacheln</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Fraction of background tiles that BACKGROUND=thin keeps, 0 to 1.</source>
   <translation>Anteil der Hintergrundkacheln, den BACKGROUND=thin behält, 0 bis 1.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Seed</source>
   <translation>Startwert</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Seed of all random numbers; the same seed gives the same model.</source>
   <translation>Startwert aller Zufallszahlen; derselbe Startwert ergibt dasselbe Modell.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The folder that 'Prepare dataset' wrote.</source>
   <translation>Der Ordner, den 'Datensatz vorbereiten' geschrieben hat.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>What was found, with pictures of the worst cases, as a page for the browser; a JSON file of the same name lies beside it.</source>
   <translation>Was gefunden wurde, mit Bildern der schlimmsten Fälle, als Seite für den Browser; eine JSON-Datei desselben Namens liegt daneben.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Flagged tiles</source>
   <translation>Markierte Kacheln</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The tiles with what was found in each.</source>
   <translation>Die Kacheln mit dem, was in jeder gefunden wurde.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Flagged labels</source>
   <translation>Markierte Labels</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The labels with what was found in each, and how likely each is mislabelled.</source>
   <translation>Die Labels mit dem, was bei jedem gefunden wurde, und wie wahrscheinlich jedes falsch benannt ist.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Shift vectors</source>
   <translation>Versatzpfeile</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Arrows from the labels to where the image shows them, one per block.</source>
   <translation>Pfeile von den Labels dorthin, wo das Bild sie zeigt, einer je Block.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Estimate the shift of the labels</source>
   <translation>Den Versatz der Labels schätzen</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Compare outlines of labels with edges in the image.</source>
   <translation>Umrisse der Labels mit Kanten im Bild vergleichen.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Look for mislabelled polygons</source>
   <translation>Falsch benannte Polygone suchen</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Predict each polygon by a head that is fitted on the other polygons; features that are not in the cache are encoded.</source>
   <translation>Jedes Polygon von einem Kopf vorhersagen lassen, der auf den anderen Polygonen angepasst ist; Merkmale, die nicht im Merkmalsspeicher liegen, werden kodiert.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Repair the cache</source>
   <translation>Merkmalsspeicher reparieren</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Delete damaged features from the cache, which are then encoded again when needed.</source>
   <translation>Beschädigte Merkmale aus dem Merkmalsspeicher löschen; sie werden neu kodiert, wenn sie gebraucht werden.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Fewest polygons per class</source>
   <translation>Mindestzahl der Polygone je Klasse</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>A class with fewer polygons is reported.</source>
   <translation>Eine Klasse mit weniger Polygonen wird gemeldet.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Processes</source>
   <translation>Prozesse</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Processes that read the images; 0 = one per physical core.</source>
   <translation>Prozesse, die die Bilder lesen; 0 = einer je physischem Kern.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Polygons, points or lines to be moved; the layer itself is not changed. In QGIS, selection, filter and unsaved edits are respected.</source>
   <translation>Polygone, Punkte oder Linien, die verschoben werden; der Layer selbst wird nicht geändert. In QGIS werden Auswahl, Filter und ungespeicherte Änderungen beachtet.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The moved labels with all their fields, a GeoPackage.</source>
   <translation>Die verschobenen Labels mit allen Feldern, ein GeoPackage.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The raster that the labels were drawn for. It is needed to estimate the offset, and to give it in pixels.</source>
   <translation>Das Raster, zu dem die Labels gehören. Es wird gebraucht, um den Versatz zu schätzen, und um ihn in Pixeln anzugeben.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The field that holds the class: outlines between labels of one class are not looked for in the image. Empty = all labels are of one class.</source>
   <translation>Das Feld mit der Klasse: Umrisse zwischen Labels einer Klasse werden im Bild nicht gesucht. Leer = alle Labels sind von einer Klasse.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Offset to the east</source>
   <translation>Versatz nach Osten</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>What is added to the x coordinates of the labels; 0 in DX and DY = estimate it.</source>
   <translation>Was zu den x-Koordinaten der Labels addiert wird; 0 in DX und DY = ihn schätzen.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Offset to the north</source>
   <translation>Versatz nach Norden</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>What is added to the y coordinates of the labels; 0 in DX and DY = estimate it.</source>
   <translation>Was zu den y-Koordinaten der Labels addiert wird; 0 in DX und DY = ihn schätzen.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Units of the offset</source>
   <translation>Einheiten des Versatzes</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>'map': units of the image's CRS, without an image those of the labels' CRS; 'pixels': pixels of the image, to the right and up.</source>
   <translation>'map': Einheiten des KBS des Bildes, ohne Bild die des KBS der Labels; 'pixels': Pixel des Bildes, nach rechts und oben.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Units of the CRS</source>
   <translation>Einheiten des KBS</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Pixels of the image</source>
   <translation>Pixel des Bildes</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Estimate the offset</source>
   <translation>Den Versatz schätzen</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Where DX and DY are 0: find the offset at which the outlines fit the image, up to 32 pixels. Nothing is moved unless the shift is systematic.</source>
   <translation>Wo DX und DY 0 sind: den Versatz finden, bei dem die Umrisse zum Bild passen, bis zu 32 Pixel. Nichts wird verschoben, wenn der Versatz nicht systematisch ist.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Three bands of the image that show the outlines, such as 8,4,3; empty = red, green and blue where the raster tells them, otherwise the first three, or the only one.</source>
   <translation>Drei Kanäle des Bildes, die die Umrisse zeigen, etwa 8,4,3; leer = Rot, Grün und Blau, wo das Raster sie nennt, sonst die ersten drei, oder der einzige.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Vectors</source>
   <translation>Vektoren</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The estimated offset of each block of labels as an arrow, drawn longer than it is; a GeoPackage.</source>
   <translation>Der geschätzte Versatz jedes Blocks von Labels als Pfeil, länger gezeichnet, als er ist; ein GeoPackage.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Suggestions</source>
   <translation>Vorschläge</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>A GeoPackage of points, the best place first, with the two most likely classes, their margin and a reason.</source>
   <translation>Ein GeoPackage mit Punkten, die beste Stelle zuerst, mit den zwei wahrscheinlichsten Klassen, ihrem Abstand und einem Grund.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>What is labelled so far: places are chosen away from it. Empty = nothing, and representative places are suggested.</source>
   <translation>Was bisher gelabelt ist: Stellen werden entfernt davon gewählt. Leer = nichts, und repräsentative Stellen werden vorgeschlagen.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>A model that 'Train head' wrote, whose doubts are asked for; scale and backbone follow it. Empty = a head 'lda' is fitted to the labels.</source>
   <translation>Ein Modell, das 'Kopf trainieren' geschrieben hat und dessen Zweifel gefragt sind; Skalierung und Backbone richten sich danach. Leer = ein Kopf 'lda' wird an die Labels angepasst.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>How many places are suggested; fewer if there is no more room.</source>
   <translation>Wie viele Stellen vorgeschlagen werden; weniger, wenn nicht mehr Platz ist.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Smallest distance</source>
   <translation>Kleinste Entfernung</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Distance of a place to labels and to other places, in units of the image's CRS; 0 = three tokens.</source>
   <translation>Entfernung einer Stelle zu Labels und zu anderen Stellen, in Einheiten des KBS des Bildes; 0 = drei Tokens.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Method</source>
   <translation>Methode</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>'margin': where two classes are about as likely; 'novelty': unlike all labels; 'coverage': representative of the image; 'auto': margin, or coverage without labels of two classes.</source>
   <translation>'margin': wo zwei Klassen etwa gleich wahrscheinlich sind; 'novelty': allen Labels unähnlich; 'coverage': repräsentativ für das Bild; 'auto': Abstand, oder Abdeckung ohne Labels von zwei Klassen.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Automatic: margin, or coverage without labels of two classes</source>
   <translation>Automatisch: Abstand, oder Abdeckung ohne Labels von zwei Klassen</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Margin: where two classes are about as likely</source>
   <translation>Abstand: wo zwei Klassen etwa gleich wahrscheinlich sind</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Novelty: unlike all labels</source>
   <translation>Neuheit: allen Labels unähnlich</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Coverage: representative of the image</source>
   <translation>Abdeckung: repräsentativ für das Bild</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Suggest places only here; empty = in the whole image. In job files: west, south, east, north in the image's CRS.</source>
   <translation>Nur hier Stellen vorschlagen; leer = im ganzen Bild. In Auftragsdateien: West, Süd, Ost, Nord im KBS des Bildes.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Examples</source>
   <translation>Beispiele</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Points, lines or polygons on what is to be found, one or a few.</source>
   <translation>Punkte, Linien oder Polygone auf dem, was gefunden werden soll, eines oder wenige.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>How similar every pixel is to the examples, 0-100 %; 0 is no more than the average of the image.</source>
   <translation>Wie ähnlich jedes Pixel den Beispielen ist, 0-100 %; 0 ist nicht mehr als der Durchschnitt des Bildes.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Negative examples</source>
   <translation>Gegenbeispiele</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Points, lines or polygons on what looks similar but is not meant.</source>
   <translation>Punkte, Linien oder Polygone auf dem, was ähnlich aussieht, aber nicht gemeint ist.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Threshold (% similarity)</source>
   <translation>Schwelle (% Ähnlichkeit)</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Polygons are made of pixels that are at least so similar; 0 = automatic (Otsu's method). The log names the threshold.</source>
   <translation>Polygone entstehen aus Pixeln, die mindestens so ähnlich sind; 0 = automatisch (Verfahren von Otsu). Das Protokoll nennt die Schwelle.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>A GeoPackage with polygons around the pixels above the threshold.</source>
   <translation>Ein GeoPackage mit Polygonen um die Pixel über der Schwelle.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Smallest polygon (m²)</source>
   <translation>Kleinstes Polygon (m²)</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Smaller polygons are left out; 0 = all are kept.</source>
   <translation>Kleinere Polygone werden weggelassen; 0 = alle bleiben.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Only this part of the image; empty = all of it. The part has the same pixels as the whole. In job files: west, south, east, north in the image's CRS.</source>
   <translation>Nur dieser Teil des Bildes; leer = das ganze. Der Teil hat dieselben Pixel wie das Ganze. In Auftragsdateien: West, Süd, Ost, Nord im KBS des Bildes.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Keep the features</source>
   <translation>Merkmale behalten</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Store the features of the whole image in the cache, which takes disk space: further searches and training are faster.</source>
   <translation>Die Merkmale des ganzen Bildes im Merkmalsspeicher ablegen, was Speicherplatz braucht: Weitere Suchen und Trainings sind schneller.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The model, one file.</source>
   <translation>Das Modell, eine Datei.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Accuracy with its uncertainty, per class, as a page for the browser; tables for programs lie beside it.</source>
   <translation>Genauigkeit mit ihrer Unsicherheit, je Klasse, als Seite für den Browser; Tabellen für Programme liegen daneben.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Head</source>
   <translation>Kopf (Head)</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>What is trained: 'auto' compares heads on inner folds and takes the simplest good one; 'lda' takes seconds and is the best start with few labels; 'ridge' is ready at once; 'linear' is logistic regression; 'mlp' is for many labels; 'decoder' is for sharp outlines, from labels that cover whole areas without gaps; 'dpt' is for the same labels, but sees features only, not the image.</source>
   <translation>Was trainiert wird: 'auto' vergleicht Köpfe auf inneren Folds und nimmt den einfachsten guten; 'lda' dauert Sekunden und ist der beste Anfang mit wenigen Labels; 'ridge' ist sofort fertig; 'linear' ist logistische Regression; 'mlp' ist für viele Labels; 'decoder' ist für scharfe Umrisse, aus Labels, die ganze Flächen lückenlos bedecken; 'dpt' ist für dieselben Labels, sieht aber nur Merkmale, nicht das Bild.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Automatic: compares heads, takes the simplest good one</source>
   <translation>Automatisch: vergleicht Köpfe, nimmt den einfachsten guten</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Discriminant analysis: best start with few labels</source>
   <translation>Diskriminanzanalyse: bester Anfang mit wenigen Labels</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Ridge regression: ready at once</source>
   <translation>Ridge-Regression: sofort fertig</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Logistic regression: for labels without gaps</source>
   <translation>Logistische Regression: für lückenlose Labels</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Neural network (MLP): for many labels</source>
   <translation>Neuronales Netz (MLP): für viele Labels</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Decoder: sharp outlines, needs labels without gaps</source>
   <translation>Decoder: scharfe Umrisse, braucht lückenlose Labels</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>DPT decoder: the same from features only</source>
   <translation>DPT-Decoder: dasselbe nur aus Merkmalen</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Loss</source>
   <translation>Verlust</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>What training minimises, a weighted sum such as cross_entropy=1, dice=0.5. Losses: cross_entropy, dice, jaccard, tversky, lovasz, focal, boundary.</source>
   <translation>Was das Training minimiert, eine gewichtete Summe wie cross_entropy=1, dice=0.5. Verluste: cross_entropy, dice, jaccard, tversky, lovasz, focal, boundary.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Loss: class weights</source>
   <translation>Verlust: Klassengewichte</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Give rare classes more weight: by the inverse root of their number of labels or by their effective number.</source>
   <translation>Seltenen Klassen mehr Gewicht geben: nach der inversen Wurzel ihrer Anzahl Labels oder nach ihrer effektiven Anzahl.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>None: every label counts the same</source>
   <translation>Keine: jedes Label zählt gleich</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>By the inverse root of the number of labels</source>
   <translation>Nach der inversen Wurzel der Anzahl Labels</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>By the effective number of labels</source>
   <translation>Nach der effektiven Anzahl Labels</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Loss: weights of named classes</source>
   <translation>Verlust: Gewichte benannter Klassen</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Further factors by class, such as water=2, road=0.5; they count in every loss.</source>
   <translation>Weitere Faktoren je Klasse, etwa water=2, road=0.5; sie zählen in jedem Verlust.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Loss: label smoothing</source>
   <translation>Verlust: Label-Glättung</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Label smoothing of the cross-entropy and the boundary loss, 0 to below 1.</source>
   <translation>Label-Glättung der Kreuzentropie und des Grenzverlusts, 0 bis unter 1.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Loss: gamma of the focal loss</source>
   <translation>Verlust: Gamma des Focal-Verlusts</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>How much the focal loss reduces the weight of pixels that are already right.</source>
   <translation>Wie stark der Focal-Verlust das Gewicht von Pixeln senkt, die schon richtig sind.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Loss: alpha of the Tversky loss</source>
   <translation>Verlust: Alpha des Tversky-Verlusts</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Weight of false positives in the Tversky loss.</source>
   <translation>Gewicht falsch positiver Pixel im Tversky-Verlust.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Loss: beta of the Tversky loss</source>
   <translation>Verlust: Beta des Tversky-Verlusts</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Weight of false negatives in the Tversky loss.</source>
   <translation>Gewicht falsch negativer Pixel im Tversky-Verlust.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Loss: width of the boundary loss (pixels)</source>
   <translation>Verlust: Breite des Grenzverlusts (Pixel)</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Standard deviation of the weight around outlines of labels, in pixels.</source>
   <translation>Standardabweichung des Gewichts um Umrisse von Labels, in Pixeln.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Loss: auxiliary weight</source>
   <translation>Verlust: Hilfsgewicht</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Weight of the same losses on the token stage alone; it has an effect with TOKEN_RATE above 0.</source>
   <translation>Gewicht derselben Verluste auf der Token-Stufe allein; es wirkt, wenn TOKEN_RATE über 0 ist.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Optimiser</source>
   <translation>Optimierer</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>'adamw', 'muon' for hidden matrices with AdamW for the rest, or 'auto': Muon for 'mlp', else AdamW.</source>
   <translation>'adamw', 'muon' für verborgene Matrizen mit AdamW für den Rest, oder 'auto': Muon für 'mlp', sonst AdamW.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Automatic: the head's own</source>
   <translation>Automatisch: wie der Kopf es vorgibt</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>AdamW</source>
   <translation>AdamW</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Muon with AdamW</source>
   <translation>Muon mit AdamW</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Optimiser: batch size</source>
   <translation>Optimierer: Batchgröße</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Samples or crops per batch; 0 = the head's default.</source>
   <translation>Proben oder Bildausschnitte je Batch; 0 = Vorgabe des Kopfes.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Optimiser: weight decay</source>
   <translation>Optimierer: Gewichtszerfall</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Decoupled weight decay; norms and biases have none.</source>
   <translation>Entkoppelter Gewichtszerfall (Weight Decay); Normen und Biase haben keinen.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Optimiser: gradient clipping</source>
   <translation>Optimierer: Gradientenbegrenzung</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Largest norm of the gradient; 0 = no limit.</source>
   <translation>Größte Norm des Gradienten; 0 = unbegrenzt.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Optimiser: learning rate of the token stage</source>
   <translation>Optimierer: Lernrate der Token-Stufe</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Factor on the learning rate of the part that starts as a linear head; 0 keeps that part fixed.</source>
   <translation>Faktor auf die Lernrate des Teils, der als linearer Kopf beginnt; 0 hält diesen Teil fest.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Optimiser: precision</source>
   <translation>Optimierer: Rechengenauigkeit</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Arithmetic of the training; 'auto' is float32 on a CPU and 16 bits on a GPU.</source>
   <translation>Arithmetik des Trainings; 'auto' ist float32 auf einer CPU und 16 Bit auf einer GPU.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Automatic: as the device suggests</source>
   <translation>Automatisch: wie es zum Gerät passt</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>32 bits (float32)</source>
   <translation>32 Bit (float32)</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>16 bits (bfloat16)</source>
   <translation>16 Bit (bfloat16)</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>16 bits (float16)</source>
   <translation>16 Bit (float16)</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Optimiser: loading processes</source>
   <translation>Optimierer: Ladeprozesse</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Processes that prepare crops beside the training; 0 = none.</source>
   <translation>Prozesse, die neben dem Training Bildausschnitte vorbereiten; 0 = keine.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Training: learning rate</source>
   <translation>Training: Lernrate</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Highest learning rate; 0 = the head's default. 'Find learning rate' suggests one.</source>
   <translation>Höchste Lernrate; 0 = Vorgabe des Kopfes. 'Lernrate finden' schlägt eine vor.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Training: epochs</source>
   <translation>Training: Epochen</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Passes over all samples; 0 = the head's default.</source>
   <translation>Durchgänge durch alle Proben; 0 = Vorgabe des Kopfes.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Training: schedule</source>
   <translation>Training: Verlauf der Lernrate</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>How the learning rate falls after the warm-up; 'restarts' is a cosine with four warm restarts, 'constant' never falls.</source>
   <translation>Wie die Lernrate nach der Aufwärmphase fällt; 'restarts' ist ein Kosinus mit vier warmen Neustarts, 'constant' fällt nie.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>One cycle</source>
   <translation>Ein Zyklus</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Cosine</source>
   <translation>Kosinus</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Cosine with warm restarts</source>
   <translation>Kosinus mit warmen Neustarts</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Constant</source>
   <translation>Konstant</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Training: warm-up</source>
   <translation>Training: Aufwärmphase</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Fraction of all steps in which the learning rate rises, 0 to 1.</source>
   <translation>Anteil aller Schritte, in dem die Lernrate steigt, 0 bis 1.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Training: gradient accumulation</source>
   <translation>Training: Gradienten sammeln</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Batches whose gradients are added up to one step: large batches in little memory.</source>
   <translation>Batches, deren Gradienten zu einem Schritt addiert werden: große Batches mit wenig Arbeitsspeicher.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Training: moving average of weights</source>
   <translation>Training: gleitendes Mittel der Gewichte</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Decay of the exponential moving average of the weights, such as 0.99; 0 = none.</source>
   <translation>Abklingfaktor des exponentiellen gleitenden Mittels der Gewichte, etwa 0.99; 0 = keines.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Training: patience (epochs)</source>
   <translation>Training: Geduld (Epochen)</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Stop after this many epochs without a better mIoU on one more held-out fold; 0 = never.</source>
   <translation>Nach so vielen Epochen ohne bessere mIoU auf einem weiteren zurückgehaltenen Fold anhalten; 0 = nie.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Training: weights to keep</source>
   <translation>Training: zu behaltende Gewichte</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The last weights, or the best on the fold that PATIENCE holds out.</source>
   <translation>Die letzten Gewichte, oder die besten auf dem Fold, den PATIENCE zurückhält.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The last ones</source>
   <translation>Die letzten</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Those with the best mean IoU</source>
   <translation>Die mit der besten mittleren IoU</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Those with the lowest loss</source>
   <translation>Die mit dem kleinsten Verlust</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Training: compile</source>
   <translation>Training: Kompilieren</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Use torch.compile where it works; it pays for long trainings only.</source>
   <translation>torch.compile benutzen, wo es funktioniert; es lohnt sich nur für lange Trainings.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Training: deterministic</source>
   <translation>Training: deterministisch</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Reject GPU algorithms whose results differ from run to run.</source>
   <translation>GPU-Algorithmen ablehnen, deren Ergebnisse sich von Lauf zu Lauf unterscheiden.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Augmentation: views</source>
   <translation>Augmentierung: Ansichten</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Changed images that are encoded and trained on as well, such as hflip, rot90. Views: hflip, vflip, rot90, rot180, rot270, transpose, antitranspose, shift, offset, half, double, brighter, darker, more_contrast, less_contrast.</source>
   <translation>Veränderte Bilder, die ebenfalls kodiert und trainiert werden, etwa hflip, rot90. Ansichten: hflip, vflip, rot90, rot180, rot270, transpose, antitranspose, shift, offset, half, double, brighter, darker, more_contrast, less_contrast.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Augmentation: feature jitter</source>
   <translation>Augmentierung: Merkmale variieren</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Strength of random brightness of features, 0 (off) to 1; -1 = the head's default: 0.2 for dense heads, else 0.</source>
   <translation>Stärke zufälliger Helligkeit der Merkmale, 0 (aus) bis 1; -1 = Vorgabe des Kopfes: 0.2 für dichte Köpfe, sonst 0.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Augmentation: channel dropout</source>
   <translation>Augmentierung: Merkmalskanäle ausblenden</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Fraction of feature channels set to their mean, 0 (off) to 1; -1 = the head's default: 0.3 for dense heads, else 0.</source>
   <translation>Anteil der Merkmalskanäle, die auf ihr Mittel gesetzt werden, 0 (aus) bis 1; -1 = Vorgabe des Kopfes: 0.3 für dichte Köpfe, sonst 0.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Augmentation: Mixup</source>
   <translation>Augmentierung: Mixup</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Fraction of batches that are mixed with themselves in another order, 0 to 1.</source>
   <translation>Anteil der Batches, die mit sich selbst in anderer Reihenfolge gemischt werden, 0 bis 1.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Augmentation: CutMix</source>
   <translation>Augmentierung: CutMix</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Fraction of crops in which a box is replaced by that of another crop, 0 to 1.</source>
   <translation>Anteil der Bildausschnitte, in denen ein Rechteck durch das eines anderen ersetzt wird, 0 bis 1.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Augmentation: image jitter</source>
   <translation>Augmentierung: Bild variieren</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Strength of random brightness and contrast of the image beside the features, 0 to 1.</source>
   <translation>Stärke zufälliger Helligkeit und zufälligen Kontrasts des Bildes neben den Merkmalen, 0 bis 1.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Crops: sampler</source>
   <translation>Bildausschnitte: Ziehung</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>'weighted' draws crops with rare classes more often, 'none' takes each crop once per epoch.</source>
   <translation>'weighted' zieht Bildausschnitte mit seltenen Klassen öfter, 'none' nimmt jeden einmal je Epoche.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Weighted: rare classes more often</source>
   <translation>Gewichtet: seltene Klassen öfter</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>None: each crop once per epoch</source>
   <translation>Keine: jeder Bildausschnitt einmal je Epoche</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Crops: maximum weight</source>
   <translation>Bildausschnitte: größtes Gewicht</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>No crop is drawn more often than this many times the median crop; at least 1.</source>
   <translation>Kein Bildausschnitt wird öfter als so viele Male der mittlere (Median) gezogen; mindestens 1.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Crops: background to keep</source>
   <translation>Bildausschnitte: zu behaltender Hintergrund</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Fraction kept of the crops that show nothing but 'other', 0 to 1.</source>
   <translation>Anteil, der von den Bildausschnitten bleibt, die nur 'other' zeigen, 0 bis 1.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Sharpen</source>
   <translation>Schärfen</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>'edges' moves the borders between classes to edges of the image; 'none' leaves maps as smooth as the backbone's tokens. The accuracy is that of such maps.</source>
   <translation>'edges' verschiebt die Grenzen zwischen Klassen an Kanten des Bildes; 'none' lässt Karten so weich wie die Tokens des Backbones. Die Genauigkeit ist die solcher Karten.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>As the model was validated</source>
   <translation>Wie das Modell validiert wurde</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>None: smooth borders</source>
   <translation>Keines: weiche Grenzen</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Edges: borders move to edges of the image</source>
   <translation>Kanten: Grenzen rücken an Kanten des Bildes</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Sharpen: colour tolerance</source>
   <translation>Schärfen: Farbtoleranz</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>How different two pixels may be to count as one surface, as a multiple of the image's median colour difference. Larger = smoother.</source>
   <translation>Wie verschieden zwei Pixel sein dürfen, um als eine Oberfläche zu gelten, als Vielfaches der mittleren Farbdifferenz (Median) des Bildes. Größer = weicher.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Validation: compare with random forests</source>
   <translation>Validierung: mit Random Forests vergleichen</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Also score random forests on the raw bands on the same folds; slower.</source>
   <translation>Auch Random Forests auf den rohen Kanälen auf denselben Folds bewerten; langsamer.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Validation: views to average</source>
   <translation>Validierung: zu mittelnde Ansichten</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Also score probabilities averaged over the image and these views, such as hflip, rot90. Views: hflip, vflip, rot90, rot180, rot270, transpose, antitranspose, shift, offset, half, double, brighter, darker, more_contrast, less_contrast.</source>
   <translation>Auch Wahrscheinlichkeiten bewerten, die über das Bild und diese Ansichten gemittelt sind, etwa hflip, rot90. Ansichten: hflip, vflip, rot90, rot180, rot270, transpose, antitranspose, shift, offset, half, double, brighter, darker, more_contrast, less_contrast.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Pixels per class</source>
   <translation>Pixel je Klasse</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Most labelled pixels of a class that are used for training; at least 10.</source>
   <translation>Höchste Anzahl gelabelter Pixel einer Klasse, die zum Training benutzt werden; mindestens 10.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Checkpoints</source>
   <translation>Zwischenstände</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Folder that gets the last and the best weights of the training.</source>
   <translation>Ordner, der die letzten und die besten Gewichte des Trainings bekommt.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>TensorBoard</source>
   <translation>TensorBoard</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Folder that gets the curves of all trainings for TensorBoard.</source>
   <translation>Ordner, der die Kurven aller Trainings für TensorBoard bekommt.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Instead of images and labels: a folder that 'Prepare dataset' wrote. Images, labels, backbone and folds are those of the dataset.</source>
   <translation>Anstelle von Bildern und Labels: ein Ordner, den 'Datensatz vorbereiten' geschrieben hat. Bilder, Labels, Backbone und Folds sind die des Datensatzes.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Curve</source>
   <translation>Kurve</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The loss at each learning rate, as a drawing.</source>
   <translation>Der Verlust bei jeder Lernrate, als Zeichnung.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>What is trained: 'mlp' is for many labels; 'decoder' is for sharp outlines, from labels that cover whole areas without gaps; 'dpt' is for the same labels, but sees features only, not the image.</source>
   <translation>Was trainiert wird: 'mlp' ist für viele Labels; 'decoder' ist für scharfe Umrisse, aus Labels, die ganze Flächen lückenlos bedecken; 'dpt' ist für dieselben Labels, sieht aber nur Merkmale, nicht das Bild.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The model that 'Train head' wrote.</source>
   <translation>Das Modell, das 'Kopf trainieren' geschrieben hat.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The map: one value per class.</source>
   <translation>Die Karte: ein Wert je Klasse.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>How sure the model is at every pixel, 0-100 %.</source>
   <translation>Wie sicher das Modell an jedem Pixel ist, 0-100 %.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>How likely each class is at every pixel, 0-100 %, one band per class.</source>
   <translation>Wie wahrscheinlich jede Klasse an jedem Pixel ist, 0-100 %, ein Kanal je Klasse.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Only this part of the image; empty = all of it. The part has the same pixels as in a map of the whole. In job files: west, south, east, north in the image's CRS.</source>
   <translation>Nur dieser Teil des Bildes; leer = das ganze. Der Teil hat dieselben Pixel wie in einer Karte des Ganzen. In Auftragsdateien: West, Süd, Ost, Nord im KBS des Bildes.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Use the model's stretch</source>
   <translation>Streckung des Modells benutzen</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Stretch the image between the limits of the training image instead of its own.</source>
   <translation>Das Bild zwischen den Grenzen des Trainingsbilds strecken statt zwischen seinen eigenen.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Store the features of the whole image in the cache: a second map is faster, and takes disk space.</source>
   <translation>Die Merkmale des ganzen Bildes im Merkmalsspeicher ablegen: Eine zweite Karte ist schneller, und es braucht Speicherplatz.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Views to average</source>
   <translation>Zu mittelnde Ansichten</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Average the probabilities over the image and these views (test-time augmentation), such as hflip, rot90; each is encoded again. Views: hflip, vflip, rot90, rot180, rot270, transpose, antitranspose, shift, offset, half, double, brighter, darker, more_contrast, less_contrast.</source>
   <translation>Die Wahrscheinlichkeiten über das Bild und diese Ansichten mitteln (Augmentierung beim Kartieren), etwa hflip, rot90; jede wird eigens kodiert. Ansichten: hflip, vflip, rot90, rot180, rot270, transpose, antitranspose, shift, offset, half, double, brighter, darker, more_contrast, less_contrast.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Seams: blend</source>
   <translation>Nähte: überblenden</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>'taper' lets tiles overlap and weights their probabilities; 'none' takes each pixel from one tile.</source>
   <translation>'taper' lässt Kacheln überlappen und gewichtet ihre Wahrscheinlichkeiten; 'none' nimmt jedes Pixel aus einer Kachel.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>None: each pixel from one tile</source>
   <translation>Keine: jedes Pixel aus einer Kachel</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Taper: overlapping tiles, averaged</source>
   <translation>Überblenden: überlappende Kacheln, gemittelt</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Seams: overlap of tapered tiles</source>
   <translation>Nähte: Überlappung überblendeter Kacheln</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Fraction of a tile's side, up to 0.5. 0.25 takes about 1.5 times as long, 0.5 up to 3 times.</source>
   <translation>Anteil der Seite einer Kachel, bis 0.5. 0.25 dauert etwa 1.5-mal so lange, 0.5 bis zu 3-mal.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Seams: shifted tile grids</source>
   <translation>Nähte: verschobene Kachelgitter</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Average the features of 2 or 4 shifted tile grids: fainter seams, 2 to 4 times the time; 0 = as in training.</source>
   <translation>Die Merkmale von 2 oder 4 verschobenen Kachelgittern mitteln: schwächere Nähte, 2- bis 4-fache Zeit; 0 = wie im Training.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>0: as in the training</source>
   <translation>0: wie im Training</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>'edges' moves the borders between classes to edges of the image; 'none' leaves the map as smooth as the backbone's tokens; 'model' does what the model was validated with.</source>
   <translation>'edges' verschiebt die Grenzen zwischen Klassen an Kanten des Bildes; 'none' lässt die Karte so weich wie die Tokens des Backbones; 'model' tut, womit das Modell validiert wurde.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>How different two pixels may be to count as one surface, as a multiple of the image's median colour difference. Larger = smoother; 0 = the model's.</source>
   <translation>Wie verschieden zwei Pixel sein dürfen, um als eine Oberfläche zu gelten, als Vielfaches der mittleren Farbdifferenz (Median) des Bildes. Größer = weicher; 0 = wie im Modell.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Unknown below (% confidence)</source>
   <translation>Unbekannt unter (% Konfidenz)</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Pixels whose confidence is below this become the class 'unknown'; 0 = none.</source>
   <translation>Pixel, deren Konfidenz darunter liegt, werden die Klasse 'unknown'; 0 = keine.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Cloud optimised GeoTIFF</source>
   <translation>Cloud-optimiertes GeoTIFF</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Write cloud optimised GeoTIFFs (COG), which servers can show without reading them whole.</source>
   <translation>Cloud-optimierte GeoTIFFs (COG) schreiben, die Server zeigen können, ohne sie ganz zu lesen.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Mask</source>
   <translation>Maske</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Map only what lies inside these polygons, in any CRS; the rest is nodata and takes no time.</source>
   <translation>Nur kartieren, was in diesen Polygonen liegt, in beliebigem KBS; der Rest ist ohne Daten und braucht keine Zeit.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Cluster</source>
   <translation>Cluster</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Dask scheduler whose workers encode the image: tcp://host:8786, a scheduler file (.json), or local:4 for 4 workers on this computer; empty = none. Workers need image, model and the map's folder under the same paths.</source>
   <translation>Dask-Scheduler, dessen Arbeitsprozesse das Bild kodieren: tcp://host:8786, eine Scheduler-Datei (.json), oder local:4 für 4 Arbeitsprozesse auf diesem Computer; leer = keiner. Arbeitsprozesse brauchen Bild, Modell und den Ordner der Karte unter denselben Pfaden.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The rasters to map, each by itself: files, VRTs or COGs. A web map has to be exported first.</source>
   <translation>Die zu kartierenden Raster, jedes für sich: Dateien, VRTs oder COGs. Eine Webkarte muss zuerst exportiert werden.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Folder of the maps</source>
   <translation>Ordner der Karten</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Maps are named after their images. Those that the same run has made before are not made again.</source>
   <translation>Karten heißen nach ihren Bildern. Die derselbe Lauf schon angelegt hat, werden nicht noch einmal angelegt.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Also write how sure the model is at every pixel, 0-100 %.</source>
   <translation>Auch schreiben, wie sicher das Modell an jedem Pixel ist, 0-100 %.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Also write how likely each class is at every pixel, 0-100 %, one band per class.</source>
   <translation>Auch schreiben, wie wahrscheinlich jede Klasse an jedem Pixel ist, 0-100 %, ein Kanal je Klasse.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Only this part of the images, in any CRS; images that it does not touch are left out. Empty = all. In job files: west, south, east, north in EXTENT_CRS.</source>
   <translation>Nur dieser Teil der Bilder, in beliebigem KBS; Bilder, die er nicht berührt, werden ausgelassen. Leer = alles. In Auftragsdateien: West, Süd, Ost, Nord in EXTENT_CRS.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>One GeoPackage with the polygons of all maps: class, area, mean confidence and the name of the image. Where images overlap, polygons do too.</source>
   <translation>Ein GeoPackage mit den Polygonen aller Karten: Klasse, Fläche, mittlere Konfidenz und der Name des Bildes. Wo Bilder sich überlappen, tun es auch die Polygone.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>One or several rasters; the model is scored on the labels of each.</source>
   <translation>Ein oder mehrere Raster; das Modell wird mit den Labels eines jeden bewertet.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>'held_out' scores the model as it is; 'cross_validation' trains its head again on spatial folds.</source>
   <translation>'held_out' bewertet das Modell, wie es ist; 'cross_validation' trainiert seinen Kopf auf räumlichen Folds neu.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The model as it is, on labels it has not seen</source>
   <translation>Das Modell, wie es ist, auf Labels, die es nicht gesehen hat</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Cross-validation: its head is trained again</source>
   <translation>Kreuzvalidierung: sein Kopf wird neu trainiert</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Include the training polygons</source>
   <translation>Trainingspolygone einschließen</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Also score where the model was trained; the scores are then too high.</source>
   <translation>Auch bewerten, wo das Modell trainiert wurde; die Werte sind dann zu hoch.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Earlier model</source>
   <translation>Früheres Modell</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The model to compare with.</source>
   <translation>Das Modell, mit dem verglichen wird.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The map that 'Predict raster' made, or any raster with one band of class values from 0 to 254.</source>
   <translation>Die Karte, die 'Raster klassifizieren' angelegt hat, oder ein beliebiges Raster mit einem Kanal von Klassenwerten von 0 bis 254.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Earlier map</source>
   <translation>Frühere Karte</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The map to compare with: of an earlier model or an earlier image, with the same pixels. Classes are matched by name.</source>
   <translation>Die Karte, mit der verglichen wird: von einem früheren Modell oder einem früheren Bild, mit denselben Pixeln. Klassen werden nach ihrem Namen zugeordnet.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>A raster of the changes: 0 = no change, one value per pair of classes, the largest change first.</source>
   <translation>Ein Raster der Änderungen: 0 = keine Änderung, ein Wert je Klassenpaar, die größte Änderung zuerst.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Table</source>
   <translation>Tabelle</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Pixels, area and share of each pair of classes, as CSV.</source>
   <translation>Pixel, Fläche und Anteil jedes Klassenpaars, als CSV.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The map without small patches, with the same names and colours.</source>
   <translation>Die Karte ohne kleine Teilflächen, mit denselben Namen und Farben.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Smallest patch (pixels)</source>
   <translation>Kleinste Teilfläche (Pixel)</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Smaller patches take the class of their largest neighbour; 0 = none do.</source>
   <translation>Kleinere Teilflächen nehmen die Klasse ihres größten Nachbarn an; 0 = keine.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Smallest patch (m²)</source>
   <translation>Kleinste Teilfläche (m²)</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The same as an area on the ground; the larger of both counts. 10000 m² are a hectare; 0 = none.</source>
   <translation>Dasselbe als Fläche am Boden; das größere von beiden gilt. 10000 m² sind ein Hektar; 0 = keine.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Connectivity</source>
   <translation>Nachbarschaft</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>4: pixels are one patch when they share a side; 8: also when they touch at a corner.</source>
   <translation>4: Pixel sind eine Teilfläche, wenn sie eine Seite teilen; 8: auch, wenn sie sich an einer Ecke berühren.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>4: pixels that share a side</source>
   <translation>4: Pixel, die eine Seite teilen</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>8: also pixels that touch at a corner</source>
   <translation>8: auch Pixel, die sich an einer Ecke berühren</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Majority filter (pixels)</source>
   <translation>Mehrheitsfilter (Pixel)</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>First give each pixel the class of most pixels in a square of this odd side, such as 3; 0 = none.</source>
   <translation>Zuerst jedem Pixel die Klasse der meisten Pixel in einem Quadrat mit dieser ungeraden Seite geben, etwa 3; 0 = keiner.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>A GeoPackage with the polygons and their style; an earlier file of this name is replaced.</source>
   <translation>Ein GeoPackage mit den Polygonen und ihrem Stil; eine frühere Datei dieses Namens wird ersetzt.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The confidence raster made with the map; each polygon gets the mean of its pixels.</source>
   <translation>Das Konfidenzraster, das mit der Karte entstand; jedes Polygon bekommt das Mittel seiner Pixel.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Classes to leave out</source>
   <translation>Wegzulassende Klassen</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Names or values of classes that get no polygons, separated by commas.</source>
   <translation>Namen oder Werte von Klassen, die keine Polygone bekommen, durch Kommas getrennt.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Smaller polygons are left out, which leaves gaps; 'Clean map' fills them instead. 0 = all are kept.</source>
   <translation>Kleinere Polygone werden weggelassen, was Lücken lässt; 'Karte bereinigen' füllt sie stattdessen. 0 = alle bleiben.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Smooth the corners of pixels</source>
   <translation>Ecken der Pixel glätten</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Replace the stairs of pixel edges by lines; neighbours keep one common border.</source>
   <translation>Die Treppen der Pixelkanten durch Linien ersetzen; Nachbarn behalten eine gemeinsame Grenze.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Simplify (pixels)</source>
   <translation>Vereinfachen (Pixel)</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Leave out details of borders smaller than this; neighbours keep one common border. 0 = none.</source>
   <translation>Einzelheiten von Grenzen weglassen, die kleiner sind; Nachbarn behalten eine gemeinsame Grenze. 0 = keine.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>ONNX file</source>
   <translation>ONNX-Datei</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The exported model. The licence of its backbone is written beside it.</source>
   <translation>Das exportierte Modell. Die Lizenz seines Backbones wird daneben geschrieben.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Image to be mapped</source>
   <translation>Zu kartierendes Bild</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Its stretch, pixel size and position means are put into the file; empty = stretch and pixel size of the training image, and no position means.</source>
   <translation>Seine Streckung, Pixelgröße und Positionsmittel kommen in die Datei; leer = Streckung und Pixelgröße des Trainingsbilds, und keine Positionsmittel.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Three bands of the image in the order red, green, blue, such as 8,4,3; empty = the model's.</source>
   <translation>Drei Kanäle des Bildes in der Reihenfolge Rot, Grün, Blau, etwa 8,4,3; leer = die des Modells.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Tile size (pixels)</source>
   <translation>Kachelgröße (Pixel)</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Side of the square that the file takes at once; 0 = the model's own, which matches its maps best.</source>
   <translation>Seite des Quadrats, das die Datei auf einmal nimmt; 0 = die des Modells, die am besten zu seinen Karten passt.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Pipeline</source>
   <translation>Pipeline</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>A file that says which steps run with which options, such as one that 'Create pipeline' wrote.</source>
   <translation>Eine Datei, die sagt, welche Schritte mit welchen Optionen laufen, etwa eine, die 'Pipeline erstellen' geschrieben hat.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Only check</source>
   <translation>Nur prüfen</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Check the file and say which steps would run, and why; nothing is written.</source>
   <translation>Die Datei prüfen und sagen, welche Schritte laufen würden, und warum; nichts wird geschrieben.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Results</source>
   <translation>Ergebnisse</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Files that runs of Landsketch have made: models, maps, polygons, reports; or the records beside them (.job.json).</source>
   <translation>Dateien, die Läufe von Landsketch erzeugt haben: Modelle, Karten, Polygone, Berichte; oder die Aufzeichnungen daneben (.job.json).</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The pipeline file, as YAML.</source>
   <translation>Die Pipeline-Datei, als YAML.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The frozen encoder whose weights are downloaded. If they are there, they are checked and repaired.</source>
   <translation>Der unveränderliche Kodierer, dessen Gewichte heruntergeladen werden. Wenn sie da sind, werden sie geprüft und repariert.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Source</source>
   <translation>Quelle</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>'public' is an open copy that needs no account, 'original' the publisher's own repository, which for DINOv3 needs an account; 'auto' tries them in this order.</source>
   <translation>'public' ist eine offene Kopie, die kein Konto braucht, 'original' die Quelle des Herausgebers selbst, die für DINOv3 ein Konto verlangt; 'auto' probiert sie in dieser Reihenfolge.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Automatic: the public copy first</source>
   <translation>Automatisch: die öffentliche Kopie zuerst</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Public copy, without an account</source>
   <translation>Öffentliche Kopie, ohne Konto</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Original, with an account where it is gated</source>
   <translation>Original, mit Konto, wo es zugangsbeschränkt ist</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>I accept the licence of the weights</source>
   <translation>Ich akzeptiere die Lizenz der Gewichte</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Needed to download DINOv3; read its licence first: https://ai.meta.com/resources/models-and-libraries/dinov3-license/.</source>
   <translation>Nötig, um DINOv3 herunterzuladen; lesen Sie zuerst die Lizenz: https://ai.meta.com/resources/models-and-libraries/dinov3-license/.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Import from</source>
   <translation>Importieren von</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Instead of a download: a folder written by save_pretrained, or DINOv3 weights of timm as a .safetensors file.</source>
   <translation>Statt eines Downloads: ein Ordner, den save_pretrained geschrieben hat, oder DINOv3-Gewichte von timm als .safetensors-Datei.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>download</source>
   <translation>herunterladen</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>A CSV file with a line per image and backbone; empty = only the log.</source>
   <translation>Eine CSV-Datei mit einer Zeile je Bild und Backbone; leer = nur das Protokoll.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Delete features of this image; empty = of all images.</source>
   <translation>Merkmale dieses Bildes löschen; leer = aller Bilder.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Delete features of this backbone, such as builtin; empty = of all backbones.</source>
   <translation>Merkmale dieses Backbones löschen, etwa builtin; leer = aller Backbones.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Not used for (days)</source>
   <translation>Nicht benutzt seit (Tage)</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Delete what was not used for so long; 0 = however recently it was used.</source>
   <translation>Löschen, was so lange nicht benutzt wurde; 0 = egal, wann es zuletzt benutzt wurde.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Delete everything</source>
   <translation>Alles löschen</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Must be set to delete the whole cache, when nothing else is chosen.</source>
   <translation>Muss gesetzt sein, um den ganzen Merkmalsspeicher zu löschen, wenn sonst nichts gewählt ist.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Size of the feature cache (GB)</source>
   <translation>Größe des Merkmalsspeichers (GB)</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>When the cache is full, the features not used for longest are deleted.</source>
   <translation>Ist der Merkmalsspeicher voll, werden die am längsten nicht benutzten Merkmale gelöscht.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Processor that computes features: 'auto' takes CUDA, then Apple's GPU, then the CPU.</source>
   <translation>Prozessor, der Merkmale berechnet: 'auto' nimmt CUDA, dann die GPU von Apple, dann die CPU.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Threads</source>
   <translation>Threads</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Encoders working side by side on a CPU; 0 = one per physical core.</source>
   <translation>Kodierer, die auf einer CPU nebeneinander arbeiten; 0 = einer je physischem Kern.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Folder of backbones</source>
   <translation>Ordner der Backbones</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Folder of installed backbones; empty = the user's data folder.</source>
   <translation>Ordner der installierten Backbones; leer = der Datenordner des Benutzers.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Work offline</source>
   <translation>Offline arbeiten</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Never download a backbone; only those on this computer are used.</source>
   <translation>Nie ein Backbone herunterladen; nur die auf diesem Computer werden benutzt.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Command</source>
   <translation>Befehl</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Command that repeats the run, shown in reports; whoever starts a job sets it.</source>
   <translation>Befehl, der den Lauf wiederholt, gezeigt in Berichten; wer einen Auftrag startet, setzt ihn.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Log file</source>
   <translation>Protokolldatei</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Text file to which stages, messages and metrics are appended; empty = none.</source>
   <translation>Textdatei, an die Schritte, Meldungen und Maßzahlen angehängt werden; leer = keine.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Log level</source>
   <translation>Protokollstufe</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>What the log file gets: 'info' all messages, 'warning' only warnings, metrics, and beginning and end of each run.</source>
   <translation>Was in die Protokolldatei kommt: 'info' alle Meldungen, 'warning' nur Warnungen, Maßzahlen sowie Anfang und Ende jedes Laufs.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Shard</source>
   <translation>Teil (Shard)</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>i/n with i from 0: encode only this fraction of a map and stop; empty = all.</source>
   <translation>i/n mit i ab 0: nur diesen Teil einer Karte kodieren und anhalten; leer = alles.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Assemble shards</source>
   <translation>Teile zusammensetzen</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Make the map from what all shards have encoded.</source>
   <translation>Die Karte aus dem anlegen, was alle Teile kodiert haben.</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Staged inputs</source>
   <translation>Zwischenkopien der Eingaben</translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Inputs that are still in their temporary files beside the output; they get these names when the job has succeeded. Whoever starts a job sets it.</source>
   <translation>Eingaben, die noch in ihren temporären Dateien neben der Ausgabe liegen; sie bekommen diese Namen, wenn der Auftrag gelungen ist. Wer einen Auftrag startet, setzt sie.</translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>Built-in colour and texture filters (no download)</source>
   <translation>Eingebaute Farb- und Texturfilter (kein Download)</translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv2 ViT-S/14 from the Python package index</source>
   <translation>DINOv2 ViT-S/14 aus dem Python-Paketindex</translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv3 ViT-L/16, satellite imagery</source>
   <translation>DINOv3 ViT-L/16, Satellitenbilder</translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv3 ViT-7B/16, satellite imagery</source>
   <translation>DINOv3 ViT-7B/16, Satellitenbilder</translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv3 ViT-S/16</source>
   <translation>DINOv3 ViT-S/16</translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv3 ViT-S+/16</source>
   <translation>DINOv3 ViT-S+/16</translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv3 ViT-B/16</source>
   <translation>DINOv3 ViT-B/16</translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv3 ViT-L/16</source>
   <translation>DINOv3 ViT-L/16</translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv3 ViT-H+/16</source>
   <translation>DINOv3 ViT-H+/16</translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv3 ViT-7B/16</source>
   <translation>DINOv3 ViT-7B/16</translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv3 ConvNeXt Tiny</source>
   <translation>DINOv3 ConvNeXt Tiny</translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv3 ConvNeXt Small</source>
   <translation>DINOv3 ConvNeXt Small</translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv3 ConvNeXt Base</source>
   <translation>DINOv3 ConvNeXt Base</translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv3 ConvNeXt Large</source>
   <translation>DINOv3 ConvNeXt Large</translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv2 ViT-S/14</source>
   <translation>DINOv2 ViT-S/14</translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv2 ViT-B/14</source>
   <translation>DINOv2 ViT-B/14</translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv2 ViT-L/14</source>
   <translation>DINOv2 ViT-L/14</translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv2 ViT-g/14</source>
   <translation>DINOv2 ViT-g/14</translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv2 ViT-S/14 with registers</source>
   <translation>DINOv2 ViT-S/14 mit Registern</translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv2 ViT-B/14 with registers</source>
   <translation>DINOv2 ViT-B/14 mit Registern</translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv2 ViT-L/14 with registers</source>
   <translation>DINOv2 ViT-L/14 mit Registern</translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv2 ViT-g/14 with registers</source>
   <translation>DINOv2 ViT-g/14 mit Registern</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>Labels to map</source>
   <translation>Von Labels zur Karte</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>Trains a model on labels, measures its accuracy on spatial blocks, and maps the whole image with the confidence of each pixel.</source>
   <translation>Trainiert ein Modell mit Labels, misst seine Genauigkeit auf räumlichen Blöcken und kartiert das ganze Bild mit der Konfidenz jedes Pixels.</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>The image that the labels lie on, and that is mapped: a file, VRT or COG.</source>
   <translation>Das Bild, auf dem die Labels liegen, und das kartiert wird: eine Datei, VRT oder COG.</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>Polygons, points or lines of known classes.</source>
   <translation>Polygone, Punkte oder Linien bekannter Klassen.</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>The field that holds the class.</source>
   <translation>Das Feld mit der Klasse.</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>The frozen encoder: 'builtin' needs no download; others are better and have to be installed once (Install backbone).</source>
   <translation>Der unveränderliche Kodierer: 'builtin' braucht keinen Download; andere sind besser und müssen einmal installiert werden (Backbone installieren).</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>One value per class, in the colours of the classes.</source>
   <translation>Ein Wert je Klasse, in den Farben der Klassen.</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>The trained model, for further images.</source>
   <translation>Das trainierte Modell, für weitere Bilder.</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>Accuracy on spatial blocks that the training does not see, as a page for the browser.</source>
   <translation>Genauigkeit auf räumlichen Blöcken, die das Training nicht sieht, als Seite für den Browser.</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>Verify, train and evaluate</source>
   <translation>Prüfen, trainieren und bewerten</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>Prepares a dataset, looks for faults in images and labels, trains a model and scores it on other labels, which the training does not see.</source>
   <translation>Bereitet einen Datensatz vor, sucht nach Fehlern in Bildern und Labels, trainiert ein Modell und bewertet es mit anderen Labels, die das Training nicht sieht.</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>Image of the test labels</source>
   <translation>Bild der Testlabels</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>The image that the test labels lie on; it may be the same.</source>
   <translation>Das Bild, auf dem die Testlabels liegen; es darf dasselbe sein.</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>Test labels</source>
   <translation>Testlabels</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>Labels that were drawn to check the map, with the same classes. What lies inside the training polygons is left out.</source>
   <translation>Labels, die zum Prüfen der Karte gezeichnet wurden, mit denselben Klassen. Was in den Trainingspolygonen liegt, wird ausgelassen.</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>Class field of the test labels</source>
   <translation>Klassenfeld der Testlabels</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>Folder of the dataset, for further trainings.</source>
   <translation>Ordner des Datensatzes, für weitere Trainings.</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>Verification report</source>
   <translation>Bericht der Prüfung</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>What was found in images and labels, with pictures, as a page for the browser.</source>
   <translation>Was in Bildern und Labels gefunden wurde, mit Bildern, als Seite für den Browser.</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>The labels with what was found in each.</source>
   <translation>Die Labels mit dem, was bei jedem gefunden wurde.</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>Evaluation report</source>
   <translation>Bericht der Bewertung</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>Accuracy on the test labels, as a page for the browser.</source>
   <translation>Genauigkeit auf den Testlabels, als Seite für den Browser.</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>Training report</source>
   <translation>Bericht des Trainings</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>Accuracy on spatial blocks of the training labels, to compare.</source>
   <translation>Genauigkeit auf räumlichen Blöcken der Trainingslabels, zum Vergleich.</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>Images to polygons</source>
   <translation>Von Bildern zu Polygonen</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>Maps many images with one model and puts the polygons of all maps into one layer, with a table of the area of each class in each image.</source>
   <translation>Kartiert viele Bilder mit einem Modell und bringt die Polygone aller Karten in einen Layer, mit einer Tabelle der Fläche jeder Klasse in jedem Bild.</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>The images, each mapped by itself. They need a CRS, so that areas are in m².</source>
   <translation>Die Bilder, jedes für sich kartiert. Sie brauchen ein KBS, damit Flächen in m² sind.</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>A model that 'Train head' wrote.</source>
   <translation>Ein Modell, das 'Kopf trainieren' geschrieben hat.</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>The polygons of all maps: class, area, mean confidence and name of the image.</source>
   <translation>Die Polygone aller Karten: Klasse, Fläche, mittlere Konfidenz und Name des Bildes.</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>Folder of the maps.</source>
   <translation>Ordner der Karten.</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>Areas</source>
   <translation>Flächen</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>A table with a line per image and class; the area is in m².</source>
   <translation>Eine Tabelle mit einer Zeile je Bild und Klasse; die Fläche ist in m².</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>Change between two dates</source>
   <translation>Änderung zwischen zwei Zeitpunkten</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>Trains on labels of the first date, maps both dates and compares the maps. Both images need the same pixels: size, CRS and position.</source>
   <translation>Trainiert mit Labels des ersten Zeitpunkts, kartiert beide Zeitpunkte und vergleicht die Karten. Beide Bilder brauchen dieselben Pixel: Größe, KBS und Lage.</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>Image of the first date</source>
   <translation>Bild des ersten Zeitpunkts</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>Image of the second date</source>
   <translation>Bild des zweiten Zeitpunkts</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>The later image, of the same sensor and with the same pixels as the first one.</source>
   <translation>Das spätere Bild, vom selben Sensor und mit denselben Pixeln wie das erste.</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>A raster with one value per pair of classes; 0 = no change.</source>
   <translation>Ein Raster mit einem Wert je Paar von Klassen; 0 = keine Änderung.</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>Table of the changes</source>
   <translation>Tabelle der Änderungen</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>First map</source>
   <translation>Erste Karte</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>The map of the first date.</source>
   <translation>Die Karte des ersten Zeitpunkts.</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>Second map</source>
   <translation>Zweite Karte</translation>
  </message>
  <message>
   <location filename="../../scripts/make_models.py"></location>
   <source>The map of the second date.</source>
   <translation>Die Karte des zweiten Zeitpunkts.</translation>
  </message>
 </context>
</TS>
