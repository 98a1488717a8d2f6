package org.ncollapse.data.folder;

import java.util.List;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.spec.ImageShape;

/**
 * What an image folder holds, decoded.
 *
 * @param shape the shape of every image: one channel if every pixel of the folder is gray, else three
 * @param classes the class names, sorted
 * @param train the training split
 * @param test the test split
 */
public record ImageFolderData(ImageShape shape, List<String> classes, ImageSplit train, ImageSplit test) {}
