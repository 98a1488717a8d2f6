package org.ncollapse.data.folder;

import java.util.List;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.spec.ImageShape;

/**
 * The decoded images of an image folder.
 *
 * @param shape the shape of every image: one channel if all pixels are gray, otherwise three
 * @param classes the class names, sorted
 * @param train the training split
 * @param test the test split
 */
public record ImageFolderData(ImageShape shape, List<String> classes, ImageSplit train, ImageSplit test) {}
