<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" styleCategories="Symbology">
<pipe>
<rasterrenderer type="paletted" band="1" opacity="1" alphaBand="-1" nodataColor="">
<rasterTransparency/>
<colorPalette>
<paletteEntry value="1" color="#2f6fb5" alpha="255" label="water"/>
<paletteEntry value="2" color="#1f6b3a" alpha="255" label="trees"/>
<paletteEntry value="3" color="#d9b77e" alpha="255" label="bare ground"/>
<paletteEntry value="4" color="#a6cf6a" alpha="255" label="green field"/>
<paletteEntry value="5" color="#c8443c" alpha="255" label="built-up"/>
</colorPalette>
</rasterrenderer>
<rasterresampler maxOversampling="2"/>
</pipe>
</qgis>
