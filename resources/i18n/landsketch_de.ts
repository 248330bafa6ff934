<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
 <context>
  <name>Landsketch</name>
  <message>
   <location filename="../../plugin/algorithm.py"></location>
   <source>The algorithm was not prepared.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/cache_info.py"></location>
   <source>Feature cache</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/cache_info.py"></location>
   <source>Lists what is in the feature cache: images, backbones, sizes and last use.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/cache_info.py"></location>
   <source>Next: delete what is not needed any more: Clear feature cache.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/cache_info.py"></location>
   <source>Size of the cache (GB)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/cache_info.py"></location>
   <source>Number of sets of features</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/clean_map.py"></location>
   <source>Clean map</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/clean_map.py"></location>
   <source>Removes small patches from a class map, by a minimum size and a majority filter.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/clean_map.py"></location>
   <source>Number of pixels that changed</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/clean_map.py"></location>
   <source>Clean</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/clean_map.py"></location>
   <source>Next: turn the map into polygons: Vectorize map.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/clear_cache.py"></location>
   <source>Clear feature cache</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/clear_cache.py"></location>
   <source>Deletes features by image, backbone or last use, to free disk space.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/clear_cache.py"></location>
   <source>Freed disk space (GB)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/clear_cache.py"></location>
   <source>Number of deleted sets of features</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/clear_cache.py"></location>
   <source>Freed {:.2f} GB. Features are computed again when needed.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_maps.py"></location>
   <source>Compare maps</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_maps.py"></location>
   <source>Shows where two class maps differ, and how large each change is.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_maps.py"></location>
   <source>Next: look at the largest changes, and draw corrections where they are wrong.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_maps.py"></location>
   <source>Fraction that changed (%)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_maps.py"></location>
   <source>Number of kinds of changes</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_maps.py"></location>
   <source>Changes</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_models.py"></location>
   <source>Compare models</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_models.py"></location>
   <source>Tells which of two models is better on the same folds of the validation.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_models.py"></location>
   <source>Next: score both models on the same labels: Evaluate model.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_models.py"></location>
   <source>Difference of the mean IoU of all held-out labels</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_models.py"></location>
   <source>Mean difference on the same folds</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_models.py"></location>
   <source>Standard deviation of the folds' differences</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_models.py"></location>
   <source>Number of folds on which the model is better</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_models.py"></location>
   <source>Number of folds on which the earlier model is better</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_models.py"></location>
   <source>Number of folds that were compared</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/compare_models.py"></location>
   <source>Next: see where their maps differ: Compare maps.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/engine_info.py"></location>
   <source>Engine information</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/engine_info.py"></location>
   <source>Shows which Python runs the engine, whether it works, and its devices.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/engine_info.py"></location>
   <source>Python of the engine</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/engine_info.py"></location>
   <source>Devices, best first</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/engine_info.py"></location>
   <source>Whether the engine works</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/engine_info.py"></location>
   <source>Whether it should be updated</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/engine_info.py"></location>
   <source>Text for a report</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/engine_info.py"></location>
   <source>Next: this plugin has newer packages: run Set up engine.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/evaluate_model.py"></location>
   <source>Evaluate model</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/evaluate_model.py"></location>
   <source>Scores a model on labels, by default without the polygons it was trained on.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/evaluate_model.py"></location>
   <source>Next: map an image with this model: Predict raster.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/export_model.py"></location>
   <source>Export model</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/export_model.py"></location>
   <source>Writes a model and its backbone as one ONNX file that Deepness and other programs can run.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/export_model.py"></location>
   <source>Licence of the backbone</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/find_learning_rate.py"></location>
   <source>Find learning rate</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/find_learning_rate.py"></location>
   <source>Tries rising learning rates for a short while and suggests one for 'Train head'.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/find_learning_rate.py"></location>
   <source>Next: train with this learning rate: Train head.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/find_learning_rate.py"></location>
   <source>Suggested learning rate</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/install_backbone.py"></location>
   <source>Install backbone</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/install_backbone.py"></location>
   <source>Downloads the weights of a backbone, so that it works without a network from then on.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/install_backbone.py"></location>
   <source>Next: train a model with this backbone: Train head.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/install_backbone.py"></location>
   <source>Folder of the backbone</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/model_info.py"></location>
   <source>Model information</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/model_info.py"></location>
   <source>Shows classes, scores, backbone and licence of a model, and its labels.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/model_info.py"></location>
   <source>Model</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/model_info.py"></location>
   <source>Model written by 'Train head'.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/model_info.py"></location>
   <source>Training labels</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/model_info.py"></location>
   <source>Layer with the polygons that the model was trained on; optional.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/model_info.py"></location>
   <source>Models (*.safetensors)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/model_info.py"></location>
   <source>Names of the classes, as JSON</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/model_info.py"></location>
   <source>Name of the backbone</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/model_info.py"></location>
   <source>Mean IoU on held-out labels</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/model_info.py"></location>
   <source>Number of training polygons</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/model_info.py"></location>
   <source>{} is no model of this version of Landsketch; choose a file that 'Train head' has written.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/model_info.py"></location>
   <source>The training labels cannot be written to {}.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/predict_raster.py"></location>
   <source>Predict raster</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/predict_raster.py"></location>
   <source>Maps a whole image with a trained model and loads the map with its class names and colours.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/predict_raster.py"></location>
   <source>Next: look where the map is wrong, label there and train again.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/predict_raster.py"></location>
   <source>Classes</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/predict_raster.py"></location>
   <source>Confidence</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/predict_raster.py"></location>
   <source>Probabilities</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/predict_rasters.py"></location>
   <source>Predict many rasters</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/predict_rasters.py"></location>
   <source>Maps many images with one trained model, one map per image; the backbone is loaded once.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/predict_rasters.py"></location>
   <source>Load the maps</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/predict_rasters.py"></location>
   <source>Show the maps in the project when all are made; models do not need it.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/predict_rasters.py"></location>
   <source>Next: look where the maps are wrong, label there and train again.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/predict_rasters.py"></location>
   <source>Maps</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/predict_rasters.py"></location>
   <source>Number of maps</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/predict_rasters.py"></location>
   <source>Number of images that could not be mapped</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/prepare_features.py"></location>
   <source>Prepare features</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/prepare_features.py"></location>
   <source>Encodes an image with a frozen backbone and keeps the features for training and mapping.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/prepare_features.py"></location>
   <source>Next: train a model on this image: Train head.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/prepare_features.py"></location>
   <source>Number of tiles</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/prepare_features.py"></location>
   <source>Number of tiles found in the cache</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/prepare_features.py"></location>
   <source>Tiles – {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>Set up engine</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>Downloads the engine's packages into a Python environment of their own, outside QGIS.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>Make it anew</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>Also if an environment with the same packages is there: a repair.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>Action</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>'setup' makes the environment, 'show' only says what would be done, and 'remove' deletes what a set-up made.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>Device</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>Build of torch: 'cuda' for NVIDIA GPUs (about 3 GB), 'cpu' without; 'auto' takes 'cuda' where the driver and the GPU fit. On Apple computers 'cpu' includes the GPU.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>Python</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>Python 3.11 to 3.14 that the environment is made from; empty: one that fits is found, else downloaded.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>Folder</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>Where the environment goes; empty: the user's folder for application data.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>Folder of wheels</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>Packages for a computer without a network; empty: they are downloaded.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>Log of the set-up</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>The same as commands:</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>Choose 'cpu'.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>The engine is set up already: {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/setup_engine.py"></location>
   <source>{} were freed.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/similarity.py"></location>
   <source>Find similar</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/similarity.py"></location>
   <source>Shows where an image looks like a few examples, without training, and outlines these places.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/similarity.py"></location>
   <source>Threshold (%)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/similarity.py"></location>
   <source>Number of polygons</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/similarity.py"></location>
   <source>Similarity</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/similarity.py"></location>
   <source>Similar</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/suggest_labels.py"></location>
   <source>Suggest labels</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/suggest_labels.py"></location>
   <source>Suggests places where a further label is expected to help most.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/suggest_labels.py"></location>
   <source>Where to label next</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/suggest_labels.py"></location>
   <source>Number of places</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/train_head.py"></location>
   <source>Train head</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/train_head.py"></location>
   <source>Learns classes from label polygons and writes a model that maps whole images.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/train_head.py"></location>
   <source>For better maps: train with a pretrained backbone (Install backbone).</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/vectorize_map.py"></location>
   <source>Vectorize map</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/vectorize_map.py"></location>
   <source>Turns a class map into polygons with class, area on the ground and mean confidence.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/algorithms/vectorize_map.py"></location>
   <source>Polygons</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/backbone_list.py"></location>
   <source>included</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/backbone_list.py"></location>
   <source>installed</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/backbone_list.py"></location>
   <source>{:.3g} Mpx/s on this computer</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/backbone_list.py"></location>
   <source>{}; {} for '{}' at scale 1</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/backbone_list.py"></location>
   <source>Measuring {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/backbone_list.py"></location>
   <source>{}: licence {}, {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/backbone_list.py"></location>
   <source>From {}, {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/backbone_list.py"></location>
   <source>no message</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/backbone_list.py"></location>
   <source>The speed could not be measured: {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/backbone_list.py"></location>
   <source>Source: {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/backbone_list.py"></location>
   <source>package index</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/background_task.py"></location>
   <source>Cancelled.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/background_task.py"></location>
   <source>{}, {} left</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/base_algorithm.py"></location>
   <source>1 Label</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/base_algorithm.py"></location>
   <source>2 Prepare</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/base_algorithm.py"></location>
   <source>3 Train</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/base_algorithm.py"></location>
   <source>4 Map</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/base_algorithm.py"></location>
   <source>5 Assess</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/base_algorithm.py"></location>
   <source>6 Tools</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/base_algorithm.py"></location>
   <source>7 Engine</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/engine/child.py"></location>
   <source>The engine was killed, probably by the system because memory ran out. Close other programs and run it again: a map or a training resumes. If it happens again, choose a smaller backbone or SCALE, or set the device to 'cpu'.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/engine/child.py"></location>
   <source>The engine stopped unexpectedly (exit code {}); run it again, and if it happens twice report it with the log.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/engine/child.py"></location>
   <source>Last line of its log: {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/engine/health.py"></location>
   <source>Looking at the engine environment (first time only)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/engine/health.py"></location>
   <source>it does not answer</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/engine/health.py"></location>
   <source>The engine's Python {} does not work: {}. Choose Raster &gt; Landsketch &gt; Set up engine to repair it, or install the packages of the plugin's requirements/engine.txt into it.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/engine/in_process.py"></location>
   <source>QGIS's own Python cannot run the engine ({}); choose another interpreter in the Landsketch settings or in the environment variable LANDSKETCH_PYTHON.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/engine/lease.py"></location>
   <source>Waiting: another Landsketch job is using {}.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/engine/lookup.py"></location>
   <source>Settings &gt; Options &gt; Landsketch</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/engine/lookup.py"></location>
   <source>The engine is not set up. Choose Raster &gt; Landsketch &gt; Set up engine, or run the algorithm 'Set up engine' (landsketch:setupengine) where there is no desktop. A Python environment that exists can be named under Settings &gt; Options &gt; Landsketch or in the environment variable {}.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/engine/lookup.py"></location>
   <source>The Python interpreter {} named in {} does not exist; correct the path or clear it.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/engine/worker.py"></location>
   <source>The engine failed without saying why.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/engine/worker.py"></location>
   <source>Starting the engine: {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/engine/worker.py"></location>
   <source>The engine did not answer within {} s; try again, or choose another interpreter.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/engine/worker.py"></location>
   <source>The engine speaks protocol {} and this plugin protocol {}; install the engine that came with the plugin, or update the plugin.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/engine/worker.py"></location>
   <source>The engine's Python {} cannot be started; choose another one under Settings &gt; Options &gt; Landsketch.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/feedback.py"></location>
   <source>mean IoU</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/feedback.py"></location>
   <source>macro F1</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/feedback.py"></location>
   <source>overall accuracy</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/feedback.py"></location>
   <source>kappa</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/feedback.py"></location>
   <source>boundary F1</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/layers.py"></location>
   <source>'{}' is a web map: it has pictures, not pixels on disk. Save the part you need as a file first, with Export &gt; Save As in the layer's menu or with 'Convert map to raster' (native:rasterize), and use that file.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/layers.py"></location>
   <source>'{}' is not a raster file; export it to a GeoTIFF with Export &gt; Save As and use that file.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/layers.py"></location>
   <source>The features cannot be copied to {}: {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/layers.py"></location>
   <source>There is no polygon or point in '{}'; draw some, or check its selection and filter.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/layers.py"></location>
   <source>The layer '{}' has no field '{}'; choose one of: {}.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/answers.py"></location>
   <source>Draw labels of at least two classes.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/answers.py"></location>
   <source>Draw labels of two classes.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/answers.py"></location>
   <source>Reading the image: {} tiles left, about {} s.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/answers.py"></location>
   <source>Up to date.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/answers.py"></location>
   <source>The view is too large; its middle is mapped. Zoom in to see the rest.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/answers.py"></location>
   <source>{} label(s) lie outside the image and do not count.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/classes.py"></location>
   <source>There is a class '{}' already; choose another name, or merge the two.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/classes.py"></location>
   <source>A class needs a name.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/classes.py"></location>
   <source>There are {} classes already.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/classes.py"></location>
   <source>The labels have {} classes, and at most {} are possible; choose labels whose field names a few classes, or press New.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/drawing.py"></location>
   <source>The labels cannot be drawn in the project's CRS.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/drawing.py"></location>
   <source>All ground here has labels of other classes.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/drawing.py"></location>
   <source>The ground here has labels of locked classes.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/drawing.py"></location>
   <source>There is no label here, or its class is locked.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/drawing.py"></location>
   <source>'{}' holds points; press New to make a layer to draw in.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/engine.py"></location>
   <source>The engine stopped unexpectedly. No label is lost; press Live to go on.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/engine.py"></location>
   <source>The engine cannot be started; check the interpreter in the options.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/label_edits.py"></location>
   <source>'{}' cannot be edited; press New to make another label layer.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/label_edits.py"></location>
   <source>Erase labels</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/label_edits.py"></location>
   <source>Label: {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/label_edits.py"></location>
   <source>Class {} becomes {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/label_edits.py"></location>
   <source>The field '{}' of '{}' holds numbers, so its classes are named by numbers. Name the class with a number, or press New for labels with names.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/label_edits.py"></location>
   <source>Delete the labels of {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/label_layer.py"></location>
   <source>class 1</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/label_layer.py"></location>
   <source>class 2</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/label_layer.py"></location>
   <source>other</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/label_layer.py"></location>
   <source>Areas are measured without an ellipsoid.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/label_layer.py"></location>
   <source>The labels {} cannot be written ({}); save the project in another folder.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/recovery.py"></location>
   <source>Unsaved labels cannot be copied to {} ({}); free some space, and save the labels.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/recovery.py"></location>
   <source>Restore unsaved labels</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/recovery.py"></location>
   <source>The labels cannot be saved ({}); a copy is kept.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/session.py"></location>
   <source>Starting the engine…</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/session.py"></location>
   <source>Updating…</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/session.py"></location>
   <source>The preview is off.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/session.py"></location>
   <source>The preview needs an engine of its own; choose its Python under Settings &gt; Options &gt; Landsketch.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/session.py"></location>
   <source>The file of the image was deleted. Put it back or choose another image, then press Live.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/session.py"></location>
   <source>The label layer was removed; choose another one, or press New.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/session.py"></location>
   <source>The image was removed; choose another one.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/session.py"></location>
   <source>The image is not in view; zoom to it.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/live/session.py"></location>
   <source>Changes of {} on disk will not be noticed.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/model_entry.py"></location>
   <source>file missing</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/model_entry.py"></location>
   <source>no model of this version</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/model_entry.py"></location>
   <source>{}
The file is missing: it was moved, renamed or deleted.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/model_entry.py"></location>
   <source>{}
The file is no model that this version of Landsketch can read.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/model_entry.py"></location>
   <source>Standard deviation of {} folds: {:.3f}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/model_entry.py"></location>
   <source>{} classes</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/model_entry.py"></location>
   <source>Accuracy: not measured</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/model_entry.py"></location>
   <source>Classes: {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/model_entry.py"></location>
   <source>Backbone: {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/model_entry.py"></location>
   <source>Mean IoU on held-out labels: {:.3f}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/model_entry.py"></location>
   <source>Head: {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/model_entry.py"></location>
   <source>95 % interval: {:.3f} to {:.3f}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/model_files.py"></location>
   <source>{} cannot be changed ({}); check the rights of its folder.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/model_files.py"></location>
   <source>There is a file {} already; choose another name.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/model_files.py"></location>
   <source>'{}' is no name for a file; choose one without / \ : * ? " &lt; &gt; |.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/model_information.py"></location>
   <source>Pixels of {:.3g} m, read at scale {:g}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/model_information.py"></location>
   <source>Bands: {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/model_information.py"></location>
   <source>the first three</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/model_information.py"></location>
   <source>Sharpening: {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/model_information.py"></location>
   <source>Trained on {} polygons</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/model_information.py"></location>
   <source>Made by Landsketch {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/model_information.py"></location>
   <source>Extra bands: {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/model_information.py"></location>
   <source>Licence of the backbone: {}, {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/checks.py"></location>
   <source>Choose CLASS_FIELD, the field of the labels that holds the class.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/checks.py"></location>
   <source>'{}' has {} bands, so there is no band {}; choose other {}.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/copies.py"></location>
   <source>CORRECTIONS is the same layer as LABELS; choose the layer with your corrections, or none.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/copies.py"></location>
   <source>'{}' has unsaved edits; they are used as you see them now.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/definitions.py"></location>
   <source>{} Heads: {}.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/reader.py"></location>
   <source>The raster cannot be opened; choose another one as {}.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/reader.py"></location>
   <source>An image cannot be opened; choose one or several rasters as {}.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/reader.py"></location>
   <source>The image {} cannot be opened; remove it from {} or repair it.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/reader.py"></location>
   <source>{} cannot be opened; choose a vector layer.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/reader.py"></location>
   <source>There is no model '{}'; choose a file that 'Train head' wrote.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/scores.py"></location>
   <source>All metrics as JSON</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/scores.py"></location>
   <source>Mean intersection over union</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/scores.py"></location>
   <source>Mean intersection over union, lower end of its 95 % interval</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/scores.py"></location>
   <source>Mean intersection over union, upper end of its 95 % interval</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/scores.py"></location>
   <source>Overall accuracy</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/scores.py"></location>
   <source>Mean F1 of the classes</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/scores.py"></location>
   <source>F1 of the outlines, where labels have any</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/scores.py"></location>
   <source>Expected calibration error of the confidence</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/scores.py"></location>
   <source>Mean IoU of the classes: {:.2f}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/scores.py"></location>
   <source>{:.0%} of the held-out labelled pixels are mapped right.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/scores.py"></location>
   <source>, 95 % interval {:.2f} to {:.2f}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/parameters/scores.py"></location>
   <source>; lowest: '{}' with {:.2f}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/settings.py"></location>
   <source>Another Python for the engine</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/settings.py"></location>
   <source>Python of an environment of your own with the engine's packages. Empty: the one that 'Set up engine' makes. 'qgis': the Python of QGIS itself.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/settings.py"></location>
   <source>Folder of the feature cache</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/settings.py"></location>
   <source>Folder where features of images are kept for the next run. Empty: the user's cache folder.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/settings.py"></location>
   <source>Save labels after every edit</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/settings.py"></location>
   <source>Labels drawn in the dock are saved at once; QGIS can then undo nothing. Off: a copy of unsaved labels is kept, which is offered after a crash.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/settings.py"></location>
   <source>Memory of the dock's preview (GB)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/settings.py"></location>
   <source>What features of the image may take in memory while the dock is used; with more, larger views are shown completely.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/settings.py"></location>
   <source>Open the report</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/settings.py"></location>
   <source>Show the report in the browser when 'Train head' or 'Evaluate model' has finished in its dialog.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/settings.py"></location>
   <source>Access token of the model hub</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/settings.py"></location>
   <source>Needed only for backbones whose original is gated. Choose or add an entry of the kind 'Basic authentication' with the token as its password: QGIS keeps it encrypted, and it is never written to settings, jobs or logs.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/commands.py"></location>
   <source>Making the environment</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/commands.py"></location>
   <source>Installing packages</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/commands.py"></location>
   <source>Installing torch</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/computer.py"></location>
   <source>Macs with an Intel processor are not supported: torch has no packages for them. Use another computer.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/computer.py"></location>
   <source>Windows on ARM is not supported: torch and rasterio have no packages for it. Use another computer.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/computer.py"></location>
   <source>This Linux uses the C library musl, and torch needs glibc. Use a distribution with glibc, such as Debian, Fedora or Ubuntu.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/computer.py"></location>
   <source>{} has compute capability {}, and torch needs {} or newer.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/computer.py"></location>
   <source>The driver of {} is version {}, and torch needs {} or newer.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/computer.py"></location>
   <source>There are no packages of torch for {} on {}.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/computer.py"></location>
   <source>macOS {} is too old; torch needs macOS {} or newer.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/computer.py"></location>
   <source>The C library glibc {} is too old; torch needs {} or newer.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>What has arrived is kept. Without a network, choose a folder of wheels.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>'{}' failed. {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>{} could not be read ({}). {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>'{}' could not be started ({}). {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>'{}' stopped: nothing arrived for ten minutes. Check the network and start the set-up again; what has arrived is kept.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>Last message: {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>A package is not the expected file: its SHA-256 differs, so it was refused. Try again; if it happens again, ask whoever runs your network or package mirror.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>The proxy asks for a user name and password: enter them in Settings &gt; Options &gt; Network, and start the set-up again.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>The certificate of the server is not trusted, as where a company inspects its traffic. Add the company's certificate authority to this system (or name its file in the environment variable SSL_CERT_FILE), and start the set-up again.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>The disk is full: free some space, or choose a folder on another disk.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>A file is in use, usually by a virus scanner: wait a minute and start the set-up again, or exclude the folder from scanning.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>A rule of this computer blocks programs in this folder. Ask your administrator to allow the folder, or choose an existing Python environment in Settings &gt; Options &gt; Landsketch.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>A file or folder cannot be written: choose a folder that you may write to.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>The Python does not fit: choose a CPython from 3.11 to 3.14, or leave the choice empty.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>This Linux uses the C library musl, for which there are no packages.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>The package index lacks a version that is needed. If you use a mirror, ask for it to be updated, or unset its variable (UV_DEFAULT_INDEX, PIP_INDEX_URL).</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/explain.py"></location>
   <source>The network or a server cannot be reached. Check the connection and the proxy in Settings &gt; Options &gt; Network, and try again.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/plan.py"></location>
   <source>downloaded</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/plan.py"></location>
   <source>NVIDIA GPU (CUDA)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/plan.py"></location>
   <source>processor (CPU)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/plan.py"></location>
   <source>Apple GPU and processor</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/plan.py"></location>
   <source>from the folder {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/plan.py"></location>
   <source>Python {} at {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/plan.py"></location>
   <source>Python {}, downloaded by uv (about 35 MB)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/plan.py"></location>
   <source>Packages: {}, {}; about {} on disk</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/plan.py"></location>
   <source>Device: {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/plan.py"></location>
   <source>Folder: {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/plan.py"></location>
   <source>There is no torch for '{}' with Python {} on {}; choose another device.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/plan.py"></location>
   <source>{} is no CPython from 3.11 to 3.14 of 64 bit; choose another one.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/plan.py"></location>
   <source>There is no folder of wheels {}; check the path.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/plan.py"></location>
   <source>{} has {} left, and the set-up needs {}; free some space or choose another folder.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/plan.py"></location>
   <source>The folder {} cannot be written ({}); choose another folder.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/set_up.py"></location>
   <source>Downloading uv</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/set_up.py"></location>
   <source>Checking the engine</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/set_up.py"></location>
   <source>Checking the engine with a small map</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/set_up.py"></location>
   <source>No Python from 3.11 to 3.14 was found, and uv, which could download one, cannot run here. Install Python 3.12 from python.org, and start the set-up again.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/set_up.py"></location>
   <source>The engine is ready: {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/set_up.py"></location>
   <source>{}: {} of {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/set_up.py"></location>
   <source>The packages are installed, but the engine does not work ({}); nothing was changed. Copy the diagnostics and report the problem.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/setup_lock.py"></location>
   <source>Waiting: another QGIS is setting up the engine.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/uv_program.py"></location>
   <source>Downloading uv ({})</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/uv_program.py"></location>
   <source>{} is not the expected file: its SHA-256 differs. Nothing was installed. Try again, and if it happens again ask whoever runs your network or package mirror.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/setup/uv_program.py"></location>
   <source>The package index {} does not have {}; choose another index.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/training_events.py"></location>
   <source>All labels</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../plugin/training_events.py"></location>
   <source>Fold {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Weights (*.safetensors)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>All files are as they were installed.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Backbones</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Install…</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Download the weights</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Check</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Compare the files with their checksums</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Remove…</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Delete the weights</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Measure speed</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Encode two tiles on this computer</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Import…</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Take the weights from a file on this computer</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Cancel</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Stop; downloads resume later</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Damaged or missing: {}. Remove the backbone and install it again.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Backbone</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>State</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Size</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Name</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Select a backbone.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Weights of {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>{} is installed.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Checking {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Remove {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Delete the weights ({})? Models that were trained with them need them to map.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>Installing {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/backbone_panel.py"></location>
   <source>{} was removed.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/band_picker.py"></location>
   <source>Choose bands by name; drag them into the wanted order</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/band_picker.py"></location>
   <source>Bands of {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/cache_panel.py"></location>
   <source>unknown (earlier version)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/cache_panel.py"></location>
   <source>Delete features</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/cache_panel.py"></location>
   <source>Delete {} sets of features ({})? They are computed again when needed.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/cache_panel.py"></location>
   <source>Delete selected…</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/cache_panel.py"></location>
   <source>Delete the features that are selected</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/cache_panel.py"></location>
   <source>Delete unused…</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/cache_panel.py"></location>
   <source>Delete features not used for so many days</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/cache_panel.py"></location>
   <source>not used for </source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/cache_panel.py"></location>
   <source> days</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/cache_panel.py"></location>
   <source>Image</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/cache_panel.py"></location>
   <source>Scale</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/cache_panel.py"></location>
   <source>Last used</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/cache_panel.py"></location>
   <source>Nothing has been unused for so long.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/cache_panel.py"></location>
   <source>{} in {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/cache_panel.py"></location>
   <source>Not everything was deleted: {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/class_panel.py"></location>
   <source>Add class</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/class_panel.py"></location>
   <source>Add a class</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/class_panel.py"></location>
   <source>Delete class</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/class_panel.py"></location>
   <source>Delete the chosen class and its labels</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/class_panel.py"></location>
   <source>More</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/class_panel.py"></location>
   <source>Merge, lock or import classes; also with a right click on a class</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/class_panel.py"></location>
   <source>Name of the class</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/class_panel.py"></location>
   <source>Merge classes</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/class_panel.py"></location>
   <source>Import classes of</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/class_panel.py"></location>
   <source>A model…</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/class_panel.py"></location>
   <source>Delete the class '{}' and its {} label(s)?</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/class_panel.py"></location>
   <source>Give the {} label(s) of '{}' to '{}', and delete '{}'?</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/class_panel.py"></location>
   <source>Strokes of other classes leave them alone</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/class_panel.py"></location>
   <source>Merge '{}' into</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/class_panel.py"></location>
   <source>Lock the labels of '{}'</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/class_tree.py"></location>
   <source>Key that chooses the class while a label tool is active</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/class_tree.py"></location>
   <source>Number of labels</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/class_tree.py"></location>
   <source>Area of the labels on the ground</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/class_tree.py"></location>
   <source>Fraction of the view that is mapped as the class</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/class_tree.py"></location>
   <source>Intersection over union on held-out blocks of the labels</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/class_tree.py"></location>
   <source>Class</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/class_tree.py"></location>
   <source>Key</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/class_tree.py"></location>
   <source>Labels</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/class_tree.py"></location>
   <source>Area</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/class_tree.py"></location>
   <source>View</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/class_tree.py"></location>
   <source>IoU</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/class_tree.py"></location>
   <source>Area on the ground: {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/class_tree.py"></location>
   <source>Locked: strokes of other classes leave its labels alone</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/class_tree.py"></location>
   <source>95 % interval: {:.2f} to {:.2f}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/class_tree.py"></location>
   <source>Change with the last labels: {:+.2f}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/class_tree.py"></location>
   <source>Colour of {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/correction_menu.py"></location>
   <source>This is…</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/correction_menu.py"></location>
   <source>Mapped as '{}'; it is…</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/desktop.py"></location>
   <source>Landsketch</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/desktop.py"></location>
   <source>Set up engine…</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/dialogs.py"></location>
   <source>Example</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/dialogs.py"></location>
   <source>The algorithm {} is not loaded; restart QGIS.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/dock.py"></location>
   <source>Train…</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/dock.py"></location>
   <source>Train a model on these labels, with a report</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/dock.py"></location>
   <source>Map…</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/dock.py"></location>
   <source>Map the whole image with a model</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/dock.py"></location>
   <source>'{}' is a web map. Save what is in view, and choose the saved image.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/dock.py"></location>
   <source>Import classes of a model</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/dock.py"></location>
   <source>Add an image to the project.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/dock.py"></location>
   <source>Choose an image first: add one to the project.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/dock.py"></location>
   <source>Choose labels, or press New to make a layer for them.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/dock.py"></location>
   <source>Press Live to see the map of these labels.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/dock.py"></location>
   <source>'{}' cannot be edited.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/dock.py"></location>
   <source>{} is no model of this version of Landsketch.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>This version of the plugin has newer packages: set it up again.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>Engine</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>Set up…</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>Install, repair or update the engine</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>Delete the environment that the set-up has made</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>Copy diagnostics</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>Copy versions, device and the set-up's log, without names and passwords</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>Removing the Landsketch engine</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>Removing…</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>There is no engine yet: set it up, or name a Python of your own below.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>It is an environment of your own; 'Set up…' makes another one.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>Made on {} with Python {} for {}, {} on disk.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>Remove the engine? This frees {}. Models and maps stay.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>Remove the engine</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>Python: {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/engine_panel.py"></location>
   <source>Devices: {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/export_offer.py"></location>
   <source>'{}' is a web map. Save what is in view as an image, and choose that.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/export_offer.py"></location>
   <source>Save…</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/form.py"></location>
   <source>{} – not installed</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/improve_panel.py"></location>
   <source>Where next?</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/improve_panel.py"></location>
   <source>Go to a place in view where a label is expected to help (key N)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/improve_panel.py"></location>
   <source>Click or drag over an example to see what looks like it</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/improve_panel.py"></location>
   <source>Label the place with the chosen class (Enter)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/improve_panel.py"></location>
   <source>Skip</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/improve_panel.py"></location>
   <source>Go to the next place (key N)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/improve_panel.py"></location>
   <source>List</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/improve_panel.py"></location>
   <source>Add the suggested places as a layer</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/improve_panel.py"></location>
   <source>Least similarity that is shown</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/improve_panel.py"></location>
   <source>Make what is shown labels of the chosen class</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/improve_panel.py"></location>
   <source>Whole image…</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/improve_panel.py"></location>
   <source>Search the whole image for the example</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/improve_panel.py"></location>
   <source>Place {} of {}: {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/improve_panel.py"></location>
   <source>Label as '{}'</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/improve_panel.py"></location>
   <source>Add as '{}'</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/improvement.py"></location>
   <source>Start the preview first: press Live.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/improvement.py"></location>
   <source>The places cannot be added as a layer.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/improvement.py"></location>
   <source>Click or drag over an example.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/improvement.py"></location>
   <source>No place in view is far enough from the labels; move or zoom out.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/label_painter.py"></location>
   <source>Choose a label layer, or press New to make one.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/label_painter.py"></location>
   <source>Choose a class first.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/licence_dialog.py"></location>
   <source>I have read the licence and accept it</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/licence_dialog.py"></location>
   <source>Download and install</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/licence_dialog.py"></location>
   <source>Reading a licence</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/licence_dialog.py"></location>
   <source>The text could not be read here. Read it at {} before you accept it.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/licence_dialog.py"></location>
   <source>Install {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/licence_dialog.py"></location>
   <source>Reading {}…</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/licence_dialog.py"></location>
   <source>The licence is at {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/licence_dialog.py"></location>
   <source>Download: {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Their files can stay, or be deleted for good: {}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Models</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Add a model file…</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Compare, rename, export, remove or add; also with a right click on a model</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>No model yet. Press Train…, or add a model that was trained before.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Add…</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Add a model file to the list</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Add a model</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Rename model</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>New name of the model and its report</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Remove models</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Keep the files</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Delete the files</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Map an image with the model</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Retrain…</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Train a new model with the settings of this one, on the present labels</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Compare…</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Compare two models, or one with the one before it</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Import classes</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Add the classes of the model to the label layer</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Information…</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Classes, scores, licence, and the training labels as a layer</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Export…</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Write the model for other programs (ONNX)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Rename…</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Rename the model and its report</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Take the model off the list</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Take {} off the list?</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/model_panel.py"></location>
   <source>Models ({})</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/model_tree.py"></location>
   <source>On held-out labels, with the standard deviation of the folds</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/model_tree.py"></location>
   <source>Mean IoU</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/options_page.py"></location>
   <source>Drawing and reports</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/pointer.py"></location>
   <source>most like a label of '{}' (similarity {:.2f})</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/pointer.py"></location>
   <source>Here: </source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/preview_panel.py"></location>
   <source>Opacity of the preview; H hides it while held</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/preview_panel.py"></location>
   <source>What the preview shows</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/preview_panel.py"></location>
   <source>Ground whose class is less likely is grey</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/preview_panel.py"></location>
   <source>Live</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/preview_panel.py"></location>
   <source>The preview follows every edit and every move of the canvas</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/preview_panel.py"></location>
   <source>Once</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/preview_panel.py"></location>
   <source>Update the preview now, and then no more</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/preview_panel.py"></location>
   <source>Off</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/preview_panel.py"></location>
   <source>Show no preview</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/preview_panel.py"></location>
   <source>Opacity</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/preview_panel.py"></location>
   <source>Classes, uncertain ones fade</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/preview_panel.py"></location>
   <source>Margin between the two best classes</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/preview_panel.py"></location>
   <source>Classes, grey below a confidence</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/preview_panel.py"></location>
   <source>Mean IoU on held-out blocks: {:.2f}</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/recovery_offer.py"></location>
   <source>'{}' has labels that were not saved when QGIS ended.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/recovery_offer.py"></location>
   <source>Restore them</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/recovery_offer.py"></location>
   <source>The copy of the labels is damaged; it was left where it is.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/sample_opener.py"></location>
   <source>Folder in which the sample project gets a folder of its own</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/sample_opener.py"></location>
   <source>Open sample project…</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/sample_opener.py"></location>
   <source>Copy a small project with image, labels, model and map, and open it</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Cancel the set-up? What has been downloaded is kept for the next attempt.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>There is no engine yet.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>The engine trains and maps in a Python environment of its own. The Python of QGIS is not changed, and nothing is downloaded before you click 'Set up'.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Processor</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Set up the Landsketch engine</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>the first that fits</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>the folder for application data</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>none: packages are downloaded</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Choices (may stay as they are)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Python 3.11 to 3.14</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Install into</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Folder of wheels (no network)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Set up</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Download and install what is listed above</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Copy commands</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Copy commands for a terminal that do the same</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Copy versions, device and the log, without names and passwords, for a report</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Open log</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Open the whole log in its program</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Close</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Setting up the Landsketch engine</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>The engine is older than this plugin: set it up again to update it.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Done</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Not done</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>The engine is ready. You can close this window.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>Try again</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>The engine is there: {}. It can be made anew, or for another device.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/setup_dialog.py"></location>
   <source>The engine runs in an environment of yours: {}.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/setup_offer.py"></location>
   <source>The engine that does the work is not set up yet.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/setup_opener.py"></location>
   <source>Install, repair or update what Landsketch computes with</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/similar_search.py"></location>
   <source>Similar ground is yellow; change the threshold below.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/similar_search.py"></location>
   <source>Nothing in view is similar enough; lower the threshold.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/source_panel.py"></location>
   <source>The image that is mapped</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/source_panel.py"></location>
   <source>Polygons with a field for their class</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/source_panel.py"></location>
   <source>New</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/source_panel.py"></location>
   <source>Make a label layer beside the image, with its CRS</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/source_panel.py"></location>
   <source>Class field</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/source_panel.py"></location>
   <source>The field of the labels that holds their class</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/source_panel.py"></location>
   <source>Features</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/source_panel.py"></location>
   <source>The frozen encoder. Others are installed with the algorithm 'Install backbone'.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/source_panel.py"></location>
   <source>Above 1: finer outlines, and more time (2 = four times).</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/source_panel.py"></location>
   <source>first three</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/source_panel.py"></location>
   <source>Three bands for the backbone, such as 8,4,3.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/source_panel.py"></location>
   <source>Sharpen along edges of the image</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/source_panel.py"></location>
   <source>Bands</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/source_panel.py"></location>
   <source>Bands are numbers, such as 8,4,3.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/suggestions.py"></location>
   <source>Suggested places</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/tool_panel.py"></location>
   <source>Brush</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/tool_panel.py"></location>
   <source>Paint a label; Shift erases, a right click names the class of a place. Keys: 1-9 class, [ ] width, H hides the preview, N next suggestion</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/tool_panel.py"></location>
   <source>Rectangle</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/tool_panel.py"></location>
   <source>Draw a label from corner to corner; Shift erases</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/tool_panel.py"></location>
   <source>Polygon</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/tool_panel.py"></location>
   <source>Draw a label with QGIS's own polygon tool</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/tool_panel.py"></location>
   <source>Width of the brush in pixels of the screen</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/toolbox.py"></location>
   <source>Landsketch toolbox</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/toolbox.py"></location>
   <source>Show the Landsketch algorithms in the Processing toolbox</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/toolbox.py"></location>
   <source>Landsketch: draw labels, see the map</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/toolbox.py"></location>
   <source>Draw labels and watch the map follow</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/toolbox.py"></location>
   <source>Options…</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/toolbox.py"></location>
   <source>Engine, backbones, feature cache and settings of Landsketch</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/toolbox.py"></location>
   <source>The Processing toolbox is off; tick 'Processing' in Plugins &gt; Manage and Install Plugins.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/training_curves.py"></location>
   <source>Training loss by epoch</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/training_curves.py"></location>
   <source>Mean IoU of held-out samples by epoch</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../ui/training_curves.py"></location>
   <source>Curves</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The raster to work on: a file, VRT or COG, or an address (https, s3, gs). A web map has to be exported first.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Three bands in the order red, green, blue, such as 8,4,3; empty = the first three, or the only one.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Extra bands</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>More bands, such as near infrared or height: the head gets their values, 9x9 means and deviations beside the backbone's features. They cost little time. Numbers such as 4,5; in QGIS also 'all'.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>none</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>2 and 4 magnify the image so that small objects get more detail, at 4 and 16 times the time; 0.25 and 0.5 reduce it.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>0.25: reduced to a quarter</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>0.5: reduced to a half</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>1: the pixels of the image</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>2: magnified, for small objects; 4 times the time</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>4: magnified, for tiny objects; 16 times the time</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Nodata holes</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Patches of up to 64 pixels without data inside the image: 'fill' maps them like the pixels around, 'keep' leaves them nodata; 'auto' fills in 8-bit images with a nodata value, and is decided for each image.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Automatic: fill in 8-bit images</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Fill: map like the pixels around</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Keep: leave without data</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Tiles</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The index of the encoded tiles, a GeoPackage.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The frozen encoder: 'builtin' needs no download; also a folder saved by save_pretrained.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Tile side (tokens)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Side of the square that the backbone sees at once, at least 4; 0 = the backbone's default.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Tile halo (tokens)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Tokens at each side of a tile that only give context; -1 = the backbone's default.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Encode only the tiles that these polygons or points touch.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Extent</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Encode only this part of the image; empty = all of it. In job files: west, south, east, north in the image's CRS.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Folder where features are kept for the next run; empty = the user's cache folder, in QGIS the one in Settings &gt; Options &gt; Landsketch.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Suggestions</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>A GeoPackage of points, the best place first, with the two most likely classes, their margin and a reason.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>What is labelled so far: places are chosen away from it. Empty = nothing, and representative places are suggested.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The field that holds the class, as text or number.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Corrections</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Further polygons, points or lines with the same fields, drawn where a map was wrong. Where they overlap LABELS, they replace them.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Label raster</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Instead of LABELS: a raster with 0-254 = class; nodata and 255 = unlabelled.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Class table</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>JSON file with value, name and colour (#rrggbb) of every class; empty = made from the labels.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Fully labelled areas</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Polygons inside which everything is labelled: pixels without a label there are 'other', nowhere else.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Name of the class 'other'</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Name of the class of pixels without a label in fully labelled areas, and of all classes but CLASS_OF_INTEREST. It may be a class of the labels or of the class table.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Class of interest</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Name or value of one class to be mapped; all other classes become 'other'. Empty = all are mapped.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Point radius (pixels)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Distance up to which a point or line labels pixels: 0.5 = its own pixel, 1.5 = 3x3 pixels.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>A model that 'Train head' wrote, whose doubts are asked for; scale and backbone follow it. Empty = a head 'lda' is fitted to the labels.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>How many places are suggested; fewer if there is no more room.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Smallest distance</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Distance of a place to labels and to other places, in units of the image's CRS; 0 = three tokens.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Method</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>'margin': where two classes are about as likely; 'novelty': unlike all labels; 'coverage': representative of the image; 'auto': margin, or coverage without labels of two classes.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Automatic: margin, or coverage without labels of two classes</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Margin: where two classes are about as likely</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Novelty: unlike all labels</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Coverage: representative of the image</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Suggest places only here; empty = in the whole image. In job files: west, south, east, north in the image's CRS.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Examples</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Points, lines or polygons on what is to be found, one or a few.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>How similar every pixel is to the examples, 0-100 %; 0 is no more than the average of the image.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Negative examples</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Points, lines or polygons on what looks similar but is not meant.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Threshold (% similarity)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Polygons are made of pixels that are at least so similar; 0 = automatic (Otsu's method). The log names the threshold.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>A GeoPackage with polygons around the pixels above the threshold.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Smallest polygon (m²)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Smaller polygons are left out; 0 = all are kept.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Only this part of the image; empty = all of it. The part has the same pixels as the whole. In job files: west, south, east, north in the image's CRS.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Layers</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Blocks of the backbone (ConvNeXt: stages) whose outputs are used, counted from 0, such as 5,11,17,23; empty = the backbone's default. More layers cost disk and memory, later ones also time.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Shifted tile grids</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Average the features of 2 or 4 shifted tile grids: fainter seams between tiles, 2 to 4 times the time.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>1: no shifted grid</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>2: fainter seams; 2 times the time</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>4: faintest seams; 4 times the time</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Subtract the position mean</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Subtract from each feature its mean at that position in the tile: fainter seams. Images of fewer than 16 tiles are left as they are.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Keep the features</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Store the features of the whole image in the cache, which takes disk space: further searches and training are faster.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Images</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>One or several rasters; labels apply to each image where they overlap.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Polygons, points or lines of known classes. In QGIS, selection, filter and unsaved edits are respected.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Weight of the corrections</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>How much a correction counts, compared with a label of the same size.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Split field</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The field that names each polygon's fold, or train, val and test; used by VALIDATION=field.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The model, one file.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Report</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Accuracy with its uncertainty, per class, as a page for the browser; tables for programs lie beside it.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Head</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>What is trained: 'auto' compares heads on inner folds and takes the simplest good one; 'lda' takes seconds and is the best start with few labels; 'ridge' is ready at once; 'linear' is logistic regression; 'mlp' is for many labels; 'decoder' is for sharp outlines, from labels that cover whole areas without gaps; 'dpt' is for the same labels, but sees features only, not the image.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Automatic: compares heads, takes the simplest good one</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Discriminant analysis: best start with few labels</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Ridge regression: ready at once</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Logistic regression: for labels without gaps</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Neural network (MLP): for many labels</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Decoder: sharp outlines, needs labels without gaps</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>DPT decoder: the same from features only</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Loss</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>What training minimises, a weighted sum such as cross_entropy=1, dice=0.5. Losses: cross_entropy, dice, jaccard, tversky, lovasz, focal, boundary.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Loss: class weights</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Give rare classes more weight: by the inverse root of their number of labels or by their effective number.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>None: every label counts the same</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>By the inverse root of the number of labels</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>By the effective number of labels</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Loss: weights of named classes</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Further factors by class, such as water=2, road=0.5; they count in every loss.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Loss: label smoothing</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Label smoothing of the cross-entropy and the boundary loss, 0 to below 1.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Loss: gamma of the focal loss</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>How much the focal loss reduces the weight of pixels that are already right.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Loss: alpha of the Tversky loss</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Weight of false positives in the Tversky loss.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Loss: beta of the Tversky loss</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Weight of false negatives in the Tversky loss.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Loss: width of the boundary loss (pixels)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Standard deviation of the weight around outlines of labels, in pixels.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Loss: auxiliary weight</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Weight of the same losses on the token stage alone; it has an effect with TOKEN_RATE above 0.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Optimiser</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>'adamw', 'muon' for hidden matrices with AdamW for the rest, or 'auto': Muon for 'mlp', else AdamW.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Automatic: the head's own</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>AdamW</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Muon with AdamW</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Optimiser: batch size</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Samples or crops per batch; 0 = the head's default.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Optimiser: weight decay</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Decoupled weight decay; norms and biases have none.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Optimiser: gradient clipping</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Largest norm of the gradient; 0 = no limit.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Optimiser: learning rate of the token stage</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Factor on the learning rate of the part that starts as a linear head; 0 keeps that part fixed.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Optimiser: precision</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Arithmetic of the training; 'auto' is float32 on a CPU and 16 bits on a GPU.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Automatic: as the device suggests</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>32 bits (float32)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>16 bits (bfloat16)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>16 bits (float16)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Optimiser: loading processes</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Processes that prepare crops beside the training; 0 = none.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Training: learning rate</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Highest learning rate; 0 = the head's default. 'Find learning rate' suggests one.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Training: epochs</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Passes over all samples; 0 = the head's default.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Training: schedule</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>How the learning rate falls after the warm-up; 'restarts' is a cosine with four warm restarts, 'constant' never falls.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>One cycle</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Cosine</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Cosine with warm restarts</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Constant</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Training: warm-up</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Fraction of all steps in which the learning rate rises, 0 to 1.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Training: gradient accumulation</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Batches whose gradients are added up to one step: large batches in little memory.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Training: moving average of weights</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Decay of the exponential moving average of the weights, such as 0.99; 0 = none.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Training: patience (epochs)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Stop after this many epochs without a better mIoU on one more held-out fold; 0 = never.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Training: weights to keep</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The last weights, or the best on the fold that PATIENCE holds out.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The last ones</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Those with the best mean IoU</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Those with the lowest loss</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Training: compile</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Use torch.compile where it works; it pays for long trainings only.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Training: deterministic</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Reject GPU algorithms whose results differ from run to run.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Augmentation: views</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Changed images that are encoded and trained on as well, such as hflip, rot90. Views: hflip, vflip, rot90, rot180, rot270, transpose, antitranspose, shift, offset, half, double, brighter, darker, more_contrast, less_contrast.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Augmentation: feature jitter</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Strength of random brightness of features, 0 (off) to 1; -1 = the head's default: 0.2 for dense heads, else 0.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Augmentation: channel dropout</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Fraction of feature channels set to their mean, 0 (off) to 1; -1 = the head's default: 0.3 for dense heads, else 0.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Augmentation: Mixup</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Fraction of batches that are mixed with themselves in another order, 0 to 1.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Augmentation: CutMix</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Fraction of crops in which a box is replaced by that of another crop, 0 to 1.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Augmentation: image jitter</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Strength of random brightness and contrast of the image beside the features, 0 to 1.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Crops: sampler</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>'weighted' draws crops with rare classes more often, 'none' takes each crop once per epoch.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Weighted: rare classes more often</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>None: each crop once per epoch</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Crops: maximum weight</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>No crop is drawn more often than this many times the median crop; at least 1.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Crops: background to keep</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Fraction kept of the crops that show nothing but 'other', 0 to 1.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Validation</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>How the accuracy is measured: on spatial blocks, on folds of the split field, on whole images, or not at all.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Spatial blocks that the training does not see</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Folds that the split field names</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Whole images that the training does not see</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>None: quick, but without a report</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Sharpen</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>'edges' moves the borders between classes to edges of the image; 'none' leaves maps as smooth as the backbone's tokens. The accuracy is that of such maps.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>As the model was validated</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>None: smooth borders</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Edges: borders move to edges of the image</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Sharpen: colour tolerance</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>How different two pixels may be to count as one surface, as a multiple of the image's median colour difference. Larger = smoother.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Validation: folds</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Number of folds of spatial blocks; at least 2.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Validation: block size</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Side of a validation block in units of the image's CRS; 0 = automatic.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Validation: buffer</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>No label closer than this to a validation block is used for training, in units of the image's CRS; 0 = automatic.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Validation: compare with random forests</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Also score random forests on the raw bands on the same folds; slower.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Validation: views to average</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Also score probabilities averaged over the image and these views, such as hflip, rot90. Views: hflip, vflip, rot90, rot180, rot270, transpose, antitranspose, shift, offset, half, double, brighter, darker, more_contrast, less_contrast.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Pixels per class</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Most labelled pixels of a class that are used for training; at least 10.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Seed</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Seed of all random numbers; the same seed gives the same model.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Checkpoints</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Folder that gets the last and the best weights of the training.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>TensorBoard</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Folder that gets the curves of all trainings for TensorBoard.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Curve</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The loss at each learning rate, as a drawing.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>What is trained: 'mlp' is for many labels; 'decoder' is for sharp outlines, from labels that cover whole areas without gaps; 'dpt' is for the same labels, but sees features only, not the image.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The model that 'Train head' wrote.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Map</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The map: one value per class.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>How sure the model is at every pixel, 0-100 %.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>How likely each class is at every pixel, 0-100 %, one band per class.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Only this part of the image; empty = all of it. The part has the same pixels as in a map of the whole. In job files: west, south, east, north in the image's CRS.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Use the model's stretch</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Stretch the image between the limits of the training image instead of its own.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Store the features of the whole image in the cache: a second map is faster, and takes disk space.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Views to average</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Average the probabilities over the image and these views (test-time augmentation), such as hflip, rot90; each is encoded again. Views: hflip, vflip, rot90, rot180, rot270, transpose, antitranspose, shift, offset, half, double, brighter, darker, more_contrast, less_contrast.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Seams: blend</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>'taper' lets tiles overlap and weights their probabilities; 'none' takes each pixel from one tile.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>None: each pixel from one tile</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Taper: overlapping tiles, averaged</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Seams: overlap of tapered tiles</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Fraction of a tile's side, up to 0.5. 0.25 takes about 1.5 times as long, 0.5 up to 3 times.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Seams: shifted tile grids</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Average the features of 2 or 4 shifted tile grids: fainter seams, 2 to 4 times the time; 0 = as in training.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>0: as in the training</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>'edges' moves the borders between classes to edges of the image; 'none' leaves the map as smooth as the backbone's tokens; 'model' does what the model was validated with.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>How different two pixels may be to count as one surface, as a multiple of the image's median colour difference. Larger = smoother; 0 = the model's.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Unknown below (% confidence)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Pixels whose confidence is below this become the class 'unknown'; 0 = none.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Cloud optimised GeoTIFF</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Write cloud optimised GeoTIFFs (COG), which servers can show without reading them whole.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Mask</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Map only what lies inside these polygons, in any CRS; the rest is nodata and takes no time.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Cluster</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Dask scheduler whose workers encode the image: tcp://host:8786, a scheduler file (.json), or local:4 for 4 workers on this computer; empty = none. Workers need image, model and the map's folder under the same paths.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The rasters to map, each by itself: files, VRTs or COGs. A web map has to be exported first.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Folder of the maps</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Maps are named after their images. Those that the same run has made before are not made again.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Also write how sure the model is at every pixel, 0-100 %.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>'held_out' scores the model as it is; 'cross_validation' trains its head again on spatial folds.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The model as it is, on labels it has not seen</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Cross-validation: its head is trained again</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Include the training polygons</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Also score where the model was trained; the scores are then too high.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Earlier model</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The model to compare with.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The map that 'Predict raster' made, or any raster with one band of class values from 0 to 254.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Earlier map</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The map to compare with: of an earlier model or an earlier image, with the same pixels. Classes are matched by name.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>A raster of the changes: 0 = no change, one value per pair of classes, the largest change first.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Table</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Pixels, area and share of each pair of classes, as CSV.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The map without small patches, with the same names and colours.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Smallest patch (pixels)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Smaller patches take the class of their largest neighbour; 0 = none do.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Smallest patch (m²)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The same as an area on the ground; the larger of both counts. 10000 m² are a hectare; 0 = none.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Connectivity</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>4: pixels are one patch when they share a side; 8: also when they touch at a corner.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>4: pixels that share a side</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>8: also pixels that touch at a corner</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Majority filter (pixels)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>First give each pixel the class of most pixels in a square of this odd side, such as 3; 0 = none.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>A GeoPackage with the polygons and their style; an earlier file of this name is replaced.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The confidence raster made with the map; each polygon gets the mean of its pixels.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Classes to leave out</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Names or values of classes that get no polygons, separated by commas.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Smaller polygons are left out, which leaves gaps; 'Clean map' fills them instead. 0 = all are kept.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Smooth the corners of pixels</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Replace the stairs of pixel edges by lines; neighbours keep one common border.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Simplify (pixels)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Leave out details of borders smaller than this; neighbours keep one common border. 0 = none.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>ONNX file</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The exported model. The licence of its backbone is written beside it.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Image to be mapped</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Its stretch, pixel size and position means are put into the file; empty = stretch and pixel size of the training image, and no position means.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Three bands of the image in the order red, green, blue, such as 8,4,3; empty = the model's.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Tile size (pixels)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Side of the square that the file takes at once; 0 = the model's own, which matches its maps best.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>The frozen encoder whose weights are downloaded. If they are there, they are checked and repaired.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Source</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>'public' is an open copy that needs no account, 'original' the publisher's own repository, which for DINOv3 needs an account; 'auto' tries them in this order.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Automatic: the public copy first</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Public copy, without an account</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Original, with an account where it is gated</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>I accept the licence of the weights</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Needed to download DINOv3; read its licence first: https://ai.meta.com/resources/models-and-libraries/dinov3-license/.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Import from</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Instead of a download: a folder written by save_pretrained, or DINOv3 weights of timm as a .safetensors file.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>download</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>A CSV file with a line per image and backbone; empty = only the log.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Delete features of this image; empty = of all images.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Delete features of this backbone, such as builtin; empty = of all backbones.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Not used for (days)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Delete what was not used for so long; 0 = however recently it was used.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Delete everything</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Must be set to delete the whole cache, when nothing else is chosen.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Size of the feature cache (GB)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>When the cache is full, the features not used for longest are deleted.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Processor that computes features: 'auto' takes CUDA, then Apple's GPU, then the CPU.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Threads</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Encoders working side by side on a CPU; 0 = one per physical core.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Folder of backbones</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Folder of installed backbones; empty = the user's data folder.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Work offline</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Never download a backbone; only those on this computer are used.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Command</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Command that repeats the run, shown in reports; whoever starts a job sets it.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Log file</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Text file to which stages, messages and metrics are appended; empty = none.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Shard</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>i/n with i from 0: encode only this fraction of a map and stop; empty = all.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Assemble shards</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Make the map from what all shards have encoded.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Staged inputs</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Inputs that are still in their temporary files beside the output; they get these names when the job has succeeded. Whoever starts a job sets it.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Compile the backbone</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/job"></location>
   <source>Compile the backbone by torch.compile (CUDA only): a minute at the start, faster tiles after it. Compiled features differ in their last bits and are cached separately, so use it for training and maps or for neither.</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>Built-in colour and texture filters (no download)</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv2 ViT-S/14 from the Python package index</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv3 ViT-L/16, satellite imagery</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv3 ViT-7B/16, satellite imagery</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv3 ViT-S/16</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv3 ViT-S+/16</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv3 ViT-B/16</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv3 ViT-L/16</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv3 ViT-H+/16</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv3 ViT-7B/16</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv3 ConvNeXt Tiny</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv3 ConvNeXt Small</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv3 ConvNeXt Base</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv3 ConvNeXt Large</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv2 ViT-S/14</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv2 ViT-B/14</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv2 ViT-L/14</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv2 ViT-g/14</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv2 ViT-S/14 with registers</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv2 ViT-B/14 with registers</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv2 ViT-L/14 with registers</source>
   <translation type="unfinished"></translation>
  </message>
  <message>
   <location filename="../../core/backbones.json"></location>
   <source>DINOv2 ViT-g/14 with registers</source>
   <translation type="unfinished"></translation>
  </message>
 </context>
</TS>
